import { fail, ok, type Result } from '../shared/result.ts';
import { locateInYaml, readYaml, type YamlProblem } from '../shared/yaml.ts';
import { lintText } from './lint-policy.ts';
import { type Policy, policySchema } from './model.ts';

/** A policy from its YAML, with every problem at its line. What parses can be evaluated: no unknown set, no empty grant. */
export const parsePolicy = (text: string): Result<Policy, readonly YamlProblem[]> => {
  const parsed = readYaml(text, policySchema);
  if (!parsed.ok) return parsed;
  const problems = lintText(parsed.value)
    .filter((finding) => finding.severity === 'error')
    .map(({ place, sentence }) => ({ ...locateInYaml(text, place), path: place.join('.'), message: sentence }));
  return problems.length > 0 ? fail(problems) : ok(parsed.value);
};
