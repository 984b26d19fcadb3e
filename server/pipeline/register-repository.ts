import { checkSource } from '../domain/repository/source.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { WebStore } from '../ports/web-store.ts';

/** Names a repository. The address is only read here; a worker contacts it afterwards and says what it found. */
export const registerRepository = async (
  { store }: { readonly store: Pick<WebStore, 'addRepository'> },
  input: { readonly name: string; readonly url: string; readonly baseBranch: string | null; readonly by: Person; readonly now: number },
): Promise<Result<{ readonly id: string }>> => {
  const source = checkSource(input.url);
  if (!source.ok) return source;
  return store.addRepository({
    name: input.name,
    url: source.value.address,
    baseBranch: input.baseBranch,
    byId: input.by.id,
    now: input.now,
  });
};
