'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Person } from '../../server/domain/shared/role.ts';

const MeContext = createContext<Person | null>(null);

export const SessionProvider = ({ me, children }: { readonly me: Person; readonly children: ReactNode }) => (
  <MeContext.Provider value={me}>{children}</MeContext.Provider>
);

/** The person who is signed in. Only inside the signed-in frame. */
export const useMe = (): Person => {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is for pages inside the signed-in frame');
  return me;
};
