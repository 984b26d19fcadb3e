import { failure } from '../../../domain/shared/failure.ts';
import { fail, ok } from '../../../domain/shared/result.ts';
import type { PolicyStore } from '../../../ports/policy-store.ts';
import { appendAudit } from '../append-audit.ts';
import type { Database, Transaction } from '../connect.ts';
import { newId } from '../new-id.ts';
import { storableText } from '../storable.ts';
import { inForceIn, lockPolicies } from './put-in-force.ts';

export const versionDetail = (policy: {
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  readonly repository: { readonly name: string } | null;
}) => ({ name: policy.name, version: policy.version, digest: policy.digest, repository: policy.repository?.name ?? null });

export const findVersion = (tx: Transaction, id: string) =>
  tx.policy.findFirst({
    where: { id, OR: [{ repositoryId: null }, { repository: { removedAt: null } }] },
    include: { repository: { select: { name: true } } },
  });

export const noVersion = () => failure('not_found', 'There is no such version of a policy.');

/** New versions, and which of them are tried. */
export function versionWriter(db: Database): Pick<PolicyStore, 'saveDraft' | 'startShadow' | 'stopShadow'> {
  return {
    async saveDraft({ repositoryId, name, digest, yamlOf, note, basedOn, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const repository =
          repositoryId === null
            ? null
            : await tx.repository.findFirst({ where: { id: repositoryId, removedAt: null }, select: { name: true } });
        if (repositoryId !== null && !repository) return fail(failure('not_found', 'There is no such repository.'));
        const newest = await tx.policy.findFirst({ where: { repositoryId }, orderBy: { version: 'desc' } });
        const same = await tx.policy.findFirst({ where: { repositoryId, digest }, orderBy: { version: 'desc' } });
        if (same) return ok({ id: same.id, version: same.version, isNew: false });
        if ((newest?.id ?? null) !== basedOn) {
          const what = newest
            ? `${newest.name}@${newest.version} was saved meanwhile`
            : 'There is no version yet that this could be based on';
          return fail(failure('stale_page', `${what}. Nothing was saved: look at what changed and save on top of it.`));
        }
        const version = (newest?.version ?? 0) + 1;
        const row = { id: newId('policy'), repositoryId, name, version, digest, yaml: yamlOf(version), authorId: byId };
        const made = await tx.policy.create({ data: { ...row, note: storableText(note), createdAt: new Date(now) } });
        await appendAudit(tx, {
          byId,
          at: now,
          acts: [
            {
              action: 'policy_saved',
              subject: { kind: 'policy', id: made.id },
              detail: { ...versionDetail({ ...made, repository }), note },
            },
          ],
        });
        return ok({ id: made.id, version, isNew: true });
      });
    },

    async startShadow({ policyId, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const policy = await findVersion(tx, policyId);
        if (!policy) return fail(noVersion());
        if ((await inForceIn(tx, policy.repositoryId))?.policy.id === policyId)
          return fail(failure('stale_page', `${policy.name}@${policy.version} is in force: there is nothing to try beside it.`));
        const open = await tx.policyShadow.findMany({
          where: { endedAt: null, policy: { repositoryId: policy.repositoryId } },
          include: { policy: { include: { repository: { select: { name: true } } } } },
        });
        if (open.some((shadow) => shadow.policyId === policyId)) return ok(undefined);
        await tx.policyShadow.updateMany({ where: { id: { in: open.map(({ id }) => id) } }, data: { endedAt: new Date(now) } });
        await tx.policyShadow.create({ data: { id: newId('shadow'), policyId, startedAt: new Date(now), startedById: byId } });
        const ended = open.map((shadow) => shadowAct('policy_shadow_ended', shadow.policy));
        await appendAudit(tx, { byId, at: now, acts: [...ended, shadowAct('policy_shadow_started', policy)] });
        return ok(undefined);
      });
    },
    async stopShadow({ policyId, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const policy = await findVersion(tx, policyId);
        if (!policy) return fail(noVersion());
        const { count } = await tx.policyShadow.updateMany({ where: { policyId, endedAt: null }, data: { endedAt: new Date(now) } });
        if (count === 0) return fail(failure('stale_page', `${policy.name}@${policy.version} is not being tried.`));
        await appendAudit(tx, { byId, at: now, acts: [shadowAct('policy_shadow_ended', policy)] });
        return ok(undefined);
      });
    },
  };
}

const shadowAct = (
  action: 'policy_shadow_started' | 'policy_shadow_ended',
  policy: Parameters<typeof versionDetail>[0] & { readonly id: string },
) => ({ action, subject: { kind: 'policy', id: policy.id }, detail: versionDetail(policy) }) as const;
