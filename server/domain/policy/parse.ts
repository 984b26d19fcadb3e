import { fail, ok, type Result } from '../shared/result.ts';
import { readYaml, type YamlProblem, yamlLocator } from '../shared/yaml.ts';
import type { LintFinding } from './lint-finding.ts';
import { lintText } from './lint-policy.ts';
import { type Policy, policySchema } from './model.ts';
import { type RepositoryPolicy, repositoryPolicySchema } from './repository-policy.ts';

/** A policy from its YAML, with every problem at its line. What parses can be evaluated: no unknown set, no empty grant. */
export const parsePolicy = (text: string): Result<Policy, readonly YamlProblem[]> => {
  const parsed = readYaml(text, policySchema);
  if (!parsed.ok) return parsed;
  const errors = lintText(parsed.value).filter((finding) => finding.severity === 'error');
  return errors.length > 0 ? fail(placedProblems(text, errors)) : ok(parsed.value);
};

/** What one repository adds, by its form alone: whether it fits is asked of `layerPolicy`. */
export const parseRepositoryPolicy = (text: string): Result<RepositoryPolicy, readonly YamlProblem[]> =>
  readYaml(text, repositoryPolicySchema);

export const placedProblems = (text: string, findings: readonly LintFinding[]): readonly YamlProblem[] => {
  const locate = yamlLocator(text);
  return findings.map(({ place, sentence }) => ({ ...locate(place), path: place.join('.'), message: sentence }));
};
