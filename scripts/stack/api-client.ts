import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '../../server/api/root.ts';

export type ApiClient = TRPCClient<AppRouter>;
export type SignedIn = { readonly api: ApiClient; readonly cookie: string };

/** Signs in as a person would and answers a client for the whole API. Throws with the server's words when refused. */
export const signIn = async (url: string, email: string, password: string): Promise<SignedIn> => {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`Sign-in of ${email} was refused (${answer.status}): ${(await answer.text()).slice(0, 500)}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { api: clientWith(url, cookie), cookie };
};

/** A client with these cookies, or a stranger's with none. */
export const clientWith = (url: string, cookie: string): ApiClient =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        methodOverride: 'POST',
        headers: () => ({ ...(cookie ? { cookie } : {}), origin: url }),
      }),
    ],
  });
