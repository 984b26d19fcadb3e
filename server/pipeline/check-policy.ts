import { type Examined, examinePolicy, readPolicyText } from '../domain/policy/examine-policy.ts';
import { loosenings } from '../domain/policy/loosenings.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import { type YamlPlace, type YamlProblem, yamlLocator } from '../domain/shared/yaml.ts';
import type { Layer, PolicyStore } from '../ports/policy-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type BrokenLayer, brokenLayers, readAround } from './policy-around.ts';

type Ports = { readonly policies: Pick<PolicyStore, 'inForce' | 'changes'>; readonly runs: Pick<RunStore, 'people'> };

export type CheckedPolicy = Examined & {
  /** What keeps the text from being used at all; then there is nothing else. */
  readonly problems: readonly YamlProblem[];
  readonly digest: string | null;
  /** In what it lets more through than what is in force. */
  readonly loosenings: readonly ({ readonly sentence: string } & YamlPlace)[];
  /** Repositories whose own policy would not fit any more. */
  readonly breaks: readonly BrokenLayer[];
  /** It says what is in force already. */
  readonly unchanged: boolean;
};

/** What an editor shows while a person types: the same functions that decide when it is to be activated. */
export const checkPolicy = async (
  { policies, runs }: Ports,
  { repositoryId, yaml }: { readonly repositoryId: Layer; readonly yaml: string },
): Promise<Result<CheckedPolicy>> => {
  const [around, people, changes] = [await readAround(policies, repositoryId), await runs.people(), await policies.changes(repositoryId)];
  if (!around.ok) return around;
  const { above, current, text } = around.value;
  const read = readPolicyText(yaml, above);
  const nothing = { findings: [], cases: [], sentences: [], loosenings: [], breaks: [], digest: null, unchanged: false };
  if (!read.ok) return ok({ ...nothing, problems: read.failure });
  const { policy, digest, placeOf } = read.value;
  const history = changes.length === 0 ? null : { changes, rulesWithoutEffect: null, twoPersonShare: null };
  const locate = yamlLocator(yaml);
  const own = text === null ? null : readPolicyText(text.yaml, above);
  return ok({
    ...examinePolicy(yaml, read.value, { people, history }),
    problems: [],
    digest,
    loosenings: loosenings(current, policy).map(({ sentence, place }) => ({ sentence, ...locate(placeOf(place)) })),
    breaks: brokenLayers(around.value, policy),
    unchanged: own?.ok === true && own.value.digest === digest,
  });
};
