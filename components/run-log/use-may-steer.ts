'use client';

import { hasRole } from '../../server/domain/shared/role.ts';
import type { RunView } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';

/** The API decides; this only keeps the page from offering what it would refuse. */
export const useMaySteer = (run: RunView): { readonly allowed: boolean; readonly why: string | undefined } => {
  const me = useMe();
  const allowed = run.requester.id === me.id || hasRole(me.role, 'reviewer');
  return { allowed, why: allowed ? undefined : `Only ${run.requester.name}, a reviewer or an admin may steer this run.` };
};
