import type { Person } from '../shared/role.ts';
import type { PolicyCase } from './case-model.ts';
import type { Disposition } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import type { Policy } from './model.ts';
import { patchFacts, plainFacts } from './plain-facts.ts';

export type CaseResult = {
  readonly name: string;
  readonly isMet: boolean;
  /** Null: the facts of the case cannot be read. */
  readonly disposition: Disposition | null;
  readonly missing: readonly string[];
  /** What was expected and is not so; empty when it is met. */
  readonly sentence: string;
};

/** Asks a policy its own cases. One that fails keeps a version from being activated. */
export const runPolicyCases = (
  policy: Policy,
  people: readonly Person[] | null,
  cases: readonly PolicyCase[] = policy.tests,
): readonly CaseResult[] => cases.map((given) => runCase(policy, people, given));

const runCase = (policy: Policy, people: readonly Person[] | null, { name, facts: patch, expect }: PolicyCase): CaseResult => {
  const facts = patchFacts(plainFacts(policy), patch);
  if (!facts.ok) return { name, isMet: false, disposition: null, missing: [], sentence: `The facts cannot be read: ${facts.failure}` };
  const { disposition, missing } = judgeArtifact(policy, facts.value, people);
  const differences = [
    ...(disposition === expect.disposition ? [] : [`${expect.disposition} was expected, and it is ${disposition}`]),
    ...differenceIn(missing, expect.missing),
  ];
  return { name, isMet: differences.length === 0, disposition, missing, sentence: differences.join('; ') };
};

const differenceIn = (missing: readonly string[], expected: PolicyCase['expect']['missing']): readonly string[] => {
  if (expected === undefined) return [];
  const seen = missing.length === 0 ? 'nothing' : missing.join('; ');
  if (typeof expected === 'number')
    return missing.length === expected ? [] : [`${expected} missing things were expected, and ${missing.length} are: ${seen}`];
  return expected
    .filter((words) => !missing.some((line) => line.includes(words)))
    .map((words) => `"${words}" should be missing; missing is ${seen}`);
};
