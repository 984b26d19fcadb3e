import type { Database } from './connect.ts';
import { newId } from './new-id.ts';

/** Puts a policy version into force, unless this text is in force already. */
export async function seedPolicy(
  db: Database,
  policy: { readonly name: string; readonly version: number; readonly yaml: string; readonly digest: string; readonly now: number },
): Promise<void> {
  const { name, version, yaml, digest } = policy;
  const active = await db.prisma.policy.findFirst({ orderBy: [{ activatedAt: 'desc' }, { version: 'desc' }] });
  if (active?.digest === digest) return;
  const activatedAt = new Date(policy.now);
  const same = await db.prisma.policy.findFirst({ where: { name, digest } });
  if (same) {
    await db.prisma.policy.update({ where: { id: same.id }, data: { activatedAt } });
    return;
  }
  // A version that decisions name is never rewritten: a text that changed without its number gets the next one.
  const newest = await db.prisma.policy.findFirst({ where: { name }, orderBy: { version: 'desc' }, select: { version: true } });
  await db.prisma.policy.create({
    data: { id: newId('policy'), name, version: Math.max(version, (newest?.version ?? 0) + 1), yaml, digest, activatedAt },
  });
}
