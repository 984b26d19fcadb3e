'use client';

import { useQuery } from '@tanstack/react-query';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { isWaiting, mayConfirm, WaitingPolicies } from '../policies/waiting-policies.tsx';

const LAYERS_MS = 15_000;

/** Wider policies that only this admin, or another one like them, can confirm. */
export const PoliciesForMe = () => {
  const trpc = useTRPC();
  const me = useMe();
  const isAdmin = hasRole(me.role, 'admin');
  const layers = useQuery(trpc.policy.layers.queryOptions(undefined, { enabled: isAdmin, refetchInterval: LAYERS_MS }));
  const mine = (layers.data ?? []).filter(isWaiting).filter((layer) => mayConfirm(layer, me.id));
  return <WaitingPolicies layers={mine} personId={me.id} isAdmin={isAdmin} />;
};
