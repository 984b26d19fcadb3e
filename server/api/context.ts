import { type WebProcess, webProcess } from '../composition/web.ts';
import type { Person } from '../domain/shared/role.ts';

/** What a procedure has: the process' ports and who is asking. */
export type Context = { readonly web: WebParts; readonly person: Person | null };
export type WebParts = Omit<WebProcess, 'beginStop' | 'close'>;

/** The inner context: tests make one from parts and a person, without a request. */
export const contextFor = (web: WebParts, person: Person | null): Context => ({ web, person });

export const contextOf = async (request: Request): Promise<Context> => {
  const web = webProcess();
  return contextFor(web, await web.accounts.personOf(request.headers));
};

/** For the handlers beside tRPC (sign-in, health). */
export const webParts = (): WebParts => webProcess();
