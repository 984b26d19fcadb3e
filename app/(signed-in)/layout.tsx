import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { SessionProvider } from '../../components/api/session.tsx';
import { Frame } from '../../components/frame/frame.tsx';
import { sessionOfPage } from '../../server/api/page-session.ts';

/** Nobody sees a page of the frame without a session; the API checks again on every call. */
const SignedInLayout = async ({ children }: { readonly children: ReactNode }) => {
  const session = await sessionOfPage(new Headers(await headers()));
  if (!session.person) redirect(session.goTo);
  return (
    <SessionProvider me={session.person}>
      <Frame>{children}</Frame>
    </SessionProvider>
  );
};

export default SignedInLayout;
