import { effectivePolicy, type PolicyText } from '../domain/policy/effective-policy.ts';
import { type Above, type ReadPolicyText, readPolicyText } from '../domain/policy/examine-policy.ts';
import { layerPolicy } from '../domain/policy/layer-policy.ts';
import type { Policy } from '../domain/policy/model.ts';
import { parseRepositoryPolicy } from '../domain/policy/parse.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import { listed } from '../domain/shared/visible.ts';
import type { Layer, PoliciesInForce, PolicyStore, SeenInForce } from '../ports/policy-store.ts';

/** What is in force around a text of one layer. */
export type PolicyAround = {
  readonly inForce: PoliciesInForce;
  readonly seen: SeenInForce;
  /** The version of this very layer, if it has one. */
  readonly text: PolicyText | null;
  /** What holds now where the layer holds. */
  readonly current: Policy;
  readonly above: Above;
};

export const readAround = async (policies: Pick<PolicyStore, 'inForce'>, repositoryId: Layer): Promise<Result<PolicyAround>> => {
  const inForce = await policies.inForce();
  const { installation, repositories } = inForce;
  const seen = [installation.id, ...repositories.map(({ text }) => text.id)].sort();
  const own = repositories.find((repository) => repository.repositoryId === repositoryId)?.text ?? null;
  const whole = effectivePolicy({ installation, repository: null }).policy;
  if (!whole.ok) return fail(failure('policy_refused', `Nothing can be compared with what is in force: ${whole.failure}.`));
  if (repositoryId === null) return ok({ inForce, seen, text: installation, current: whole.value, above: { kind: 'installation' } });
  const layered = effectivePolicy({ installation, repository: own }).policy;
  const current = layered.ok ? layered.value : whole.value;
  return ok({ inForce, seen, text: own, current, above: { kind: 'repository', installation: whole.value } });
};

/** A text that can be used, or its first problem as a failure. */
export const readVersion = (yaml: string, { above }: PolicyAround): Result<ReadPolicyText> => {
  const read = readPolicyText(yaml, above);
  if (read.ok) return read;
  const said = read.failure.slice(0, 5).map(({ line, message }) => `Line ${line}: ${message}`);
  return fail(failure('policy_refused', `This is not a policy that can be used. ${said.join(' ')}`));
};

export type BrokenLayer = { readonly repositoryId: string; readonly repository: string; readonly sentence: string };

/** Repositories whose own policy would not fit under this version of the installation's any more. */
export const brokenLayers = ({ inForce, above }: PolicyAround, candidate: Policy): readonly BrokenLayer[] =>
  above.kind === 'repository'
    ? []
    : inForce.repositories.flatMap(({ repositoryId, name, text }) => {
        const layer = parseRepositoryPolicy(text.yaml);
        const layered = layer.ok ? layerPolicy(candidate, layer.value) : null;
        if (layered?.ok) return [];
        const why = layered === null ? 'its own policy cannot be read' : (layered.failure[0]?.sentence ?? 'it does not fit');
        return [{ repositoryId, repository: name, sentence: `${text.name}@${text.version}: ${why}` }];
      });

export const brokenWords = (broken: readonly BrokenLayer[]): string =>
  `The policies of these repositories would not fit under it: ${listed(
    broken.map(({ repository, sentence }) => `${repository} (${sentence})`),
    10,
  )} Change those first, or this version.`;
