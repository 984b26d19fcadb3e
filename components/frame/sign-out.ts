'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { authClient } from '../api/auth-client.ts';

/** Ends the session and forgets what was read with it. A whole page load, so that nothing of the last person stays in memory. */
export const useSignOut = () => {
  const queries = useQueryClient();
  return useCallback(async () => {
    await authClient.signOut();
    queries.clear();
    window.location.assign('/sign-in');
  }, [queries]);
};
