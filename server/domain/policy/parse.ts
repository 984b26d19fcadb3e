import { compilePathSet } from '../contract/paths.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { readYaml, type YamlProblem } from '../shared/yaml.ts';
import { DETECTOR_NAMES } from './detectors.ts';
import { type Condition, type Policy, policySchema } from './model.ts';

/** A policy from its YAML, with every problem at its line. What parses can be evaluated: no unknown set, no empty grant. */
export const parsePolicy = (text: string): Result<Policy, readonly YamlProblem[]> => {
  const parsed = readYaml(text, policySchema);
  if (!parsed.ok) return parsed;
  const problems = policyProblems(parsed.value).map(({ needle, message }) => ({ ...locate(text, needle), path: needle, message }));
  return problems.length > 0 ? fail(problems) : ok(parsed.value);
};

type Problem = { readonly needle: string; readonly message: string };

/** What a schema cannot say. `needle` is the word of the text that the problem is about. */
export const policyProblems = (policy: Policy): readonly Problem[] => {
  const problems: Problem[] = [];
  const sets = new Set([...Object.keys(policy.path_sets), ...Object.keys(policy.composites)]);
  for (const [name, globs] of Object.entries(policy.path_sets)) {
    for (const glob of compilePathSet(globs).unreadable)
      problems.push({ needle: glob, message: `The pattern "${glob}" in ${name} cannot be read.` });
  }
  for (const [name, parts] of Object.entries(policy.composites)) {
    if (policy.path_sets[name] !== undefined) problems.push({ needle: name, message: `"${name}" is both a set and a composite.` });
    for (const part of parts)
      if (policy.path_sets[part] === undefined) problems.push({ needle: part, message: `"${part}" is not a path set.` });
  }
  for (const detector of policy.settings.detectors.required) {
    if (!DETECTOR_NAMES.has(detector)) problems.push({ needle: detector, message: `No detector is called "${detector}".` });
  }
  const ids = new Set<string>();
  for (const rule of [...policy.rules, ...policy.dispatch.rules]) {
    if (ids.has(rule.id)) problems.push({ needle: rule.id, message: `Two rules are called "${rule.id}".` });
    ids.add(rule.id);
    for (const leaf of leavesOf(rule.when)) {
      for (const name of setNamesOf(leaf)) if (!sets.has(name)) problems.push({ needle: name, message: `"${name}" is not a path set.` });
      if ('risk' in leaf) {
        for (const name of [...(leaf.risk.ids ?? []), ...(leaf.risk.classes ?? [])])
          if (!DETECTOR_NAMES.has(name))
            problems.push({ needle: name, message: `No detector finds "${name}", so the rule ${rule.id} would never know.` });
      }
    }
  }
  for (const rule of policy.rules) if (rule.effect === 'auto_merge') problems.push(...grantProblems(policy, rule.id, rule.when));
  return problems;
};

/** The one kind of rule that permits must prove something: where, that checks are green, that no finding stands against it. */
const grantProblems = (policy: Policy, id: string, when: Condition): readonly Problem[] => {
  const must = 'all' in when ? when.all : [when];
  const problems: Problem[] = [];
  const refuse = (message: string) => problems.push({ needle: id, message: `${id} merges without a person, so ${message}` });
  if (!must.some((part) => 'checks' in part && 'all_success' in part.checks))
    refuse('it must ask for checks: {all_success: required} at its top level.');
  if (
    !must.some(
      (part) => 'risk' in part && part.risk.max_severity !== undefined && part.risk.ids === undefined && part.risk.classes === undefined,
    )
  )
    refuse('it must ask for risk: {max_severity: …} at its top level.');
  const sets = must.flatMap((part) => ('paths' in part ? (part.paths.all_in ?? []) : []));
  if (sets.length === 0) refuse('it must say with paths: {all_in: …} where.');
  for (const name of sets) {
    const globs = policy.path_sets[name] ?? (policy.composites[name] ?? []).flatMap((part) => policy.path_sets[part] ?? []);
    if (globs.some((glob) => /^[*./?]+$/.test(glob))) refuse(`the set ${name} must not match everything.`);
  }
  return problems;
};

const leavesOf = (condition: Condition): readonly Condition[] => {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return [condition];
};

const setNamesOf = (leaf: Condition): readonly string[] => {
  if ('paths' in leaf)
    return [...(leaf.paths.any_in ?? []), ...(leaf.paths.except_in ?? []), ...(leaf.paths.none_in ?? []), ...(leaf.paths.all_in ?? [])];
  return 'task' in leaf ? (leaf.task.declared_paths_in ?? []) : [];
};

const locate = (text: string, needle: string): { readonly line: number; readonly column: number } => {
  const at = text.indexOf(needle);
  if (at === -1) return { line: 1, column: 1 };
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};
