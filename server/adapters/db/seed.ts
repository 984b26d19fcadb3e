import { appendAudit } from './append-audit.ts';
import type { Database } from './connect.ts';
import { newId } from './new-id.ts';
import { beginEffect, inForceIn, lockPolicies } from './policies/put-in-force.ts';

/** Puts a version of the installation's policy into force without anybody's doing, unless this text is in force already. */
export async function seedPolicy(
  db: Database,
  policy: { readonly name: string; readonly version: number; readonly yaml: string; readonly digest: string; readonly now: number },
): Promise<void> {
  const { name, version, yaml, digest, now } = policy;
  const at = new Date(now);
  await db.prisma.$transaction(async (tx) => {
    await lockPolicies(tx);
    const active = (await inForceIn(tx, null))?.policy;
    if (active?.digest === digest) return;
    const newest = await tx.policy.findFirst({ where: { repositoryId: null }, orderBy: { version: 'desc' }, select: { version: true } });
    // A version that decisions name is never rewritten: a text that changed without its number gets the next one.
    const next = { id: newId('policy'), name, version: Math.max(version, (newest?.version ?? 0) + 1), yaml, digest };
    const same = await tx.policy.findFirst({ where: { repositoryId: null, name, digest } });
    const activated = same ?? (await tx.policy.create({ data: { ...next, createdAt: at } }));
    const inForceAt = await beginEffect(tx, activated, null, now);
    const request = { requestedAt: at, reason: '', replaces: active?.digest ?? null, isWider: false };
    await tx.policyActivation.create({
      data: { id: newId('activation'), policyId: activated.id, ...request, state: 'in_force', inForceAt },
    });
    const replaced = active ? `${active.name}@${active.version}` : null;
    const detail = { name, version: activated.version, digest, replaced, repository: null, reason: '', requestedBy: null };
    await appendAudit(tx, {
      byId: null,
      at: now,
      acts: [{ action: 'policy_activated', subject: { kind: 'policy', id: activated.id }, detail }],
    });
  });
}
