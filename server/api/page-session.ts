import type { Person } from '../domain/shared/role.ts';
import { webParts } from './context.ts';

/** Where a page that needs a signed-in person stands: the person, or the page to go to first. */
export const sessionOfPage = async (
  headers: Headers,
): Promise<{ readonly person: Person } | { readonly person: null; readonly goTo: '/sign-in' | '/set-up' }> => {
  const { accounts } = webParts();
  const person = await accounts.personOf(headers);
  if (person) return { person };
  return { person: null, goTo: (await accounts.needsSetUp()) ? '/set-up' : '/sign-in' };
};
