import type { Transaction } from '../connect.ts';

const POLICY_LOCK = 7_340_118;

/** Whoever writes about policies waits here for each other, in every process. */
export async function lockPolicies(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${POLICY_LOCK}::bigint)`;
}

export async function inForceIn(tx: Transaction, repositoryId: string | null) {
  return await tx.policyActivation.findFirst({
    where: { policy: { repositoryId }, inForceAt: { not: null } },
    orderBy: [{ inForceAt: 'desc' }, { position: 'desc' }],
    select: { id: true, inForceAt: true, policy: { select: { id: true, name: true, version: true, digest: true, yaml: true } } },
  });
}

/**
 * When the next version of a layer takes effect: after the one before it, whatever a clock says. What waited there was compared with
 * that one, so it waits no more; a version that is in force is not tried beside itself.
 */
export async function beginEffect(
  tx: Transaction,
  policy: { readonly id: string; readonly repositoryId: string | null },
  activationId: string | null,
  now: number,
): Promise<Date> {
  const before = await inForceIn(tx, policy.repositoryId);
  await tx.policyActivation.updateMany({
    where: {
      state: 'waiting',
      policy: { repositoryId: policy.repositoryId },
      ...(activationId === null ? {} : { id: { not: activationId } }),
    },
    data: { state: 'overtaken', answeredAt: new Date(now) },
  });
  await tx.policyShadow.updateMany({ where: { policyId: policy.id, endedAt: null }, data: { endedAt: new Date(now) } });
  return new Date(Math.max(now, (before?.inForceAt?.getTime() ?? 0) + 1));
}
