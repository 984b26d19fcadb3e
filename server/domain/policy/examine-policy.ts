import { fail, ok, type Result } from '../shared/result.ts';
import type { Person } from '../shared/role.ts';
import { type YamlPlace, type YamlProblem, yamlLocator } from '../shared/yaml.ts';
import { DETECTOR_NAMES } from './detectors.ts';
import { explainPolicy } from './explain-policy.ts';
import { layerPolicy, placeInLayer } from './layer-policy.ts';
import type { LintFinding } from './lint-finding.ts';
import type { PolicyHistory } from './lint-history.ts';
import { lintPolicy } from './lint-policy.ts';
import type { Policy } from './model.ts';
import { parsePolicy, parseRepositoryPolicy, placedProblems } from './parse.ts';
import { type CaseResult, runPolicyCases } from './policy-cases.ts';
import { versionDigest } from './policy-digest.ts';
import type { Place } from './policy-places.ts';

/** What a text is written for: the whole installation, or one repository under the policy of its installation. */
export type Above = { readonly kind: 'installation' } | { readonly kind: 'repository'; readonly installation: Policy };

export type ReadPolicyText = {
  readonly name: string;
  /** See `versionDigest`. */
  readonly digest: string;
  /** What holds with it. */
  readonly policy: Policy;
  /** Where its text says what stands at this place of `policy`. */
  readonly placeOf: (place: Place) => Place;
};

/** A text as what it would make hold, or all that keeps it from being used. */
export const readPolicyText = (yaml: string, above: Above): Result<ReadPolicyText, readonly YamlProblem[]> => {
  if (above.kind === 'installation') {
    const parsed = parsePolicy(yaml);
    if (!parsed.ok) return parsed;
    const policy = parsed.value;
    return ok({ name: policy.metadata.name, digest: versionDigest(policy), policy, placeOf: (place) => place });
  }
  const parsed = parseRepositoryPolicy(yaml);
  if (!parsed.ok) return parsed;
  const layer = parsed.value;
  const layered = layerPolicy(above.installation, layer);
  if (!layered.ok) return fail(placedProblems(yaml, layered.failure));
  const policy = layered.value;
  return ok({
    name: layer.metadata.name,
    digest: versionDigest(layer),
    policy,
    placeOf: (place) => placeInLayer(policy, layer, place),
  });
};

export type PlacedFinding = Pick<LintFinding, 'code' | 'severity' | 'sentence'> & YamlPlace;

export type Examined = {
  readonly findings: readonly PlacedFinding[];
  readonly cases: readonly CaseResult[];
  readonly sentences: readonly string[];
};

/** All that is said about a text before anybody activates it. */
export const examinePolicy = (
  yaml: string,
  { policy, placeOf }: ReadPolicyText,
  around: { readonly people: readonly Person[]; readonly history: PolicyHistory | null },
): Examined => {
  const locate = yamlLocator(yaml);
  return {
    findings: lintPolicy(policy, { ...around, detectors: DETECTOR_NAMES }).map(({ code, severity, sentence, place }) => ({
      code,
      severity,
      sentence,
      ...locate(placeOf(place)),
    })),
    cases: runPolicyCases(policy, around.people),
    sentences: explainPolicy(policy),
  };
};

/** What keeps a version from being activated, in words. */
export const standingInTheWay = ({ findings, cases }: Examined, policy: Policy): readonly string[] => [
  ...(policy.metadata.enforcement === 'active'
    ? []
    : [`Its text says enforcement: ${policy.metadata.enforcement}; write active, or leave it out.`]),
  ...findings.filter(({ severity }) => severity === 'error').map(({ line, sentence }) => `Line ${line}: ${sentence}`),
  ...cases.filter(({ isMet }) => !isMet).map(({ name, sentence }) => `The case "${name}" is not met: ${sentence}.`),
];
