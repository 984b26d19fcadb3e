import type { Person } from '../domain/shared/role.ts';
import { webParts } from './context.ts';

/** Set by our own server (`scripts/web.ts`) on every request; what a browser sends under this name is overwritten. */
export const PATH_HEADER = 'x-countersign-path';

/** Where a page that needs a signed-in person stands: the person, or the page to go to first. */
export const sessionOfPage = async (
  headers: Headers,
): Promise<{ readonly person: Person } | { readonly person: null; readonly goTo: string }> => {
  const { accounts } = webParts();
  const person = await accounts.personOf(headers);
  if (person) return { person };
  if (await accounts.needsSetUp()) return { person: null, goTo: '/set-up' };
  const wanted = headers.get(PATH_HEADER) ?? '/';
  return { person: null, goTo: wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}` };
};
