import { appendAudit } from './append-audit.ts';
import type { Database } from './connect.ts';
import { newId } from './new-id.ts';

/** Puts a policy version into force, unless this text is in force already. */
export async function seedPolicy(
  db: Database,
  policy: { readonly name: string; readonly version: number; readonly yaml: string; readonly digest: string; readonly now: number },
): Promise<void> {
  const { name, version, yaml, digest, now } = policy;
  const activatedAt = new Date(now);
  await db.prisma.$transaction(async (tx) => {
    const active = await tx.policy.findFirst({ orderBy: [{ activatedAt: 'desc' }, { version: 'desc' }] });
    if (active?.digest === digest) return;
    const same = await tx.policy.findFirst({ where: { name, digest } });
    // A version that decisions name is never rewritten: a text that changed without its number gets the next one.
    const newest = await tx.policy.findFirst({ where: { name }, orderBy: { version: 'desc' }, select: { version: true } });
    const next = { id: newId('policy'), name, version: Math.max(version, (newest?.version ?? 0) + 1), yaml, digest };
    const activated = same
      ? await tx.policy.update({ where: { id: same.id }, data: { activatedAt } })
      : await tx.policy.create({ data: { ...next, activatedAt } });
    const replaced = active ? `${active.name}@${active.version}` : null;
    await appendAudit(tx, {
      byId: null,
      at: now,
      acts: [
        {
          action: 'policy_activated',
          subject: { kind: 'policy', id: activated.id },
          detail: { name, version: activated.version, digest, replaced },
        },
      ],
    });
  });
}
