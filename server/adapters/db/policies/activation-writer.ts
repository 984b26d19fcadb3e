import { failure } from '../../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../../domain/shared/result.ts';
import type { PolicyStore, SeenInForce } from '../../../ports/policy-store.ts';
import { appendAudit } from '../append-audit.ts';
import type { Database, Transaction } from '../connect.ts';
import { newId } from '../new-id.ts';
import { sendJob } from '../send-job.ts';
import { storableJson, storableText } from '../storable.ts';
import { policiesInForce } from './in-force.ts';
import { beginEffect, inForceIn, lockPolicies } from './put-in-force.ts';
import { findVersion, noVersion, versionDetail } from './version-writer.ts';

/** One name for all of an installation: the job looks for what waits by itself. */
const EVERYTHING = 'everything';

/** Putting versions in force, by one admin or by two. */
export function activationWriter(db: Database): Pick<PolicyStore, 'requestActivation' | 'confirmActivation' | 'refuseActivation'> {
  return {
    async requestActivation({ policyId, reason, replaces, seen, isWider, widening, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const policy = await findVersion(tx, policyId);
        if (!policy) return fail(noVersion());
        const before = (await inForceIn(tx, policy.repositoryId))?.policy ?? null;
        const waiting = await tx.policyActivation.findFirst({
          where: { state: 'waiting', policy: { repositoryId: policy.repositoryId } },
          include: { policy: true, requestedBy: { select: { name: true } } },
        });
        if (before?.id === policyId) return ok({ activationId: null, state: 'in_force' });
        if (waiting?.policyId === policyId && waiting.requestedById === byId)
          return ok({ activationId: waiting.id, state: 'waiting_for_second' });
        if ((before?.digest ?? null) !== replaces) return fail(overtaken(before));
        const fresh = await isAsSeen(tx, seen);
        if (!fresh.ok) return fresh;
        if (waiting) {
          const { name, version } = waiting.policy;
          const text = `${name}@${version} waits for a second admin since ${waiting.requestedBy?.name ?? 'somebody'} asked for it. Nothing was activated: confirm, decline or withdraw that one first.`;
          return fail(failure('stale_page', text));
        }

        const id = newId('activation');
        const row = { id, policyId, requestedById: byId, requestedAt: new Date(now), reason: storableText(reason), replaces, isWider };
        const replaced = before ? `${before.name}@${before.version}` : null;
        const said = { ...versionDetail(policy), replaced, reason };
        const subject = { kind: 'policy', id: policyId } as const;
        if (isWider) {
          await tx.policyActivation.create({ data: { ...row, state: 'waiting', widening: storableJson(widening) } });
          const detail = { ...said, widening: widening.join(' ') };
          await appendAudit(tx, { byId, at: now, acts: [{ action: 'policy_activation_requested', subject, detail }] });
          return ok({ activationId: id, state: 'waiting_for_second' });
        }
        const inForceAt = await beginEffect(tx, policy, null, now);
        await tx.policyActivation.create({ data: { ...row, state: 'in_force', inForceAt } });
        await sendJob(db, tx, 'policy.apply', EVERYTHING);
        await appendAudit(tx, { byId, at: now, acts: [{ action: 'policy_activated', subject, detail: { ...said, requestedBy: null } }] });
        return ok({ activationId: id, state: 'in_force' });
      });
    },

    async confirmActivation({ activationId, seen, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const activation = await findActivation(tx, activationId);
        if (activation?.state === 'in_force' && activation.answeredById === byId) return ok(undefined);
        const waiting = mustWait(activation);
        if (!waiting.ok) return waiting;
        const { policy, requestedBy, reason, replaces } = waiting.value;
        const before = (await inForceIn(tx, policy.repositoryId))?.policy ?? null;
        if ((before?.digest ?? null) !== replaces) return fail(overtaken(before));
        const fresh = await isAsSeen(tx, seen);
        if (!fresh.ok) return fresh;
        const inForceAt = await beginEffect(tx, policy, activationId, now);
        const answer = { answeredById: byId, answeredAt: new Date(now) };
        await tx.policyActivation.update({ where: { id: activationId }, data: { ...answer, state: 'in_force', inForceAt } });
        await sendJob(db, tx, 'policy.apply', EVERYTHING);
        const replaced = before ? `${before.name}@${before.version}` : null;
        const detail = { ...versionDetail(policy), replaced, reason, requestedBy: requestedBy?.name ?? '' };
        await appendAudit(tx, {
          byId,
          at: now,
          acts: [{ action: 'policy_activated', subject: { kind: 'policy', id: policy.id }, detail }],
        });
        return ok(undefined);
      });
    },

    async refuseActivation({ activationId, how, reason, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        await lockPolicies(tx);
        const activation = await findActivation(tx, activationId);
        if (activation?.state === how && activation.answeredById === byId) return ok(undefined);
        const waiting = mustWait(activation);
        if (!waiting.ok) return waiting;
        const { policy, requestedBy } = waiting.value;
        const answer = { answeredById: byId, answeredAt: new Date(now), answer: storableText(reason) };
        await tx.policyActivation.update({ where: { id: activationId }, data: { ...answer, state: how } });
        const subject = { kind: 'policy', id: policy.id } as const;
        const detail = { ...versionDetail(policy), reason };
        await appendAudit(tx, {
          byId,
          at: now,
          acts: [
            how === 'withdrawn'
              ? { action: 'policy_activation_withdrawn', subject, detail }
              : { action: 'policy_activation_declined', subject, detail: { ...detail, requestedBy: requestedBy?.name ?? '' } },
          ],
        });
        return ok(undefined);
      });
    },
  };
}

const findActivation = (tx: Transaction, id: string) =>
  tx.policyActivation.findUnique({
    where: { id },
    include: { policy: { include: { repository: { select: { name: true } } } }, requestedBy: { select: { name: true } } },
  });
type Activation = NonNullable<Awaited<ReturnType<typeof findActivation>>>;

const ENDED: Readonly<Record<string, string>> = {
  in_force: 'has been confirmed',
  declined: 'has been declined',
  withdrawn: 'has been withdrawn',
  overtaken: 'waits no more, because another version took effect',
};

const mustWait = (activation: Activation | null): Result<Activation> => {
  if (!activation) return fail(failure('not_found', 'Nobody has asked for this.'));
  if (activation.state === 'waiting') return ok(activation);
  const { name, version } = activation.policy;
  return fail(failure('stale_page', `${name}@${version} ${ENDED[activation.state] ?? 'waits no more'}. Nothing was changed.`));
};

const overtaken = (before: { readonly name: string; readonly version: number } | null) =>
  failure(
    'stale_page',
    `${before ? `${before.name}@${before.version}` : 'Nothing'} is in force by now, which is not what this was compared with. Nothing was activated.`,
  );

/** Layers fit each other or do not: what was found out holds only while every other layer stays. */
const isAsSeen = async (tx: Transaction, seen: SeenInForce): Promise<Result<void>> => {
  const { installation, repositories } = await policiesInForce(tx);
  const now = [installation.id, ...repositories.map(({ text }) => text.id)].sort();
  if (now.join(' ') === [...seen].sort().join(' ')) return ok(undefined);
  return fail(failure('stale_page', 'Another policy was put in force at the same moment. Nothing was activated.'));
};
