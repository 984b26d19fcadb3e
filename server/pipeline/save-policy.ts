import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import { withYamlNumber } from '../domain/shared/yaml.ts';
import type { Layer, PolicyStore } from '../ports/policy-store.ts';
import { readAround, readVersion } from './policy-around.ts';

type Ports = { readonly policies: Pick<PolicyStore, 'inForce' | 'saveDraft'> };

/** Keeps a text as a new version of its layer. Only what can be used is kept; its number is given here, whatever the text says. */
export const savePolicy = async (
  { policies }: Ports,
  input: {
    readonly repositoryId: Layer;
    readonly yaml: string;
    readonly note: string;
    /** The newest version that the person has seen; null when there was none. */
    readonly basedOn: string | null;
    readonly by: Person;
    readonly now: number;
  },
): Promise<Result<{ readonly id: string; readonly version: number; readonly isNew: boolean }>> => {
  const { repositoryId, yaml, note, basedOn, by, now } = input;
  const around = await readAround(policies, repositoryId);
  if (!around.ok) return around;
  const read = readVersion(yaml, around.value);
  if (!read.ok) return read;
  const { name, digest } = read.value;
  const yamlOf = (version: number): string => withYamlNumber(yaml, ['metadata', 'version'], version);
  return policies.saveDraft({ repositoryId, name, digest, yamlOf, note, basedOn, byId: by.id, now });
};
