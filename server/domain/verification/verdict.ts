import type { CheckOutcome, CheckResult, CheckVerdict, PlannedCheck } from './check.ts';

/**
 * One verdict per check. A result that is missing, or that belongs to another command, is unknown: it never counts as
 * passed. A reproduction that timed out on the base is no proof either: a hang is not the bug that was described.
 */
export const checkVerdicts = (planned: readonly PlannedCheck[], results: readonly CheckResult[]): readonly CheckVerdict[] => {
  const names = [...new Set(planned.map((entry) => entry.check.name))];
  return names.flatMap((name) => {
    const mine = planned.filter((entry) => entry.check.name === name);
    const first = mine[0];
    if (first === undefined) return [];
    const { command, reproduces } = first.check;
    const find = (subject: 'base' | 'result') =>
      mine.some((entry) => entry.subject === subject)
        ? (results.findLast((entry) => entry.name === name && entry.subject === subject && entry.command === command) ?? null)
        : null;
    const [base, result] = [find('base'), find('result')];
    const wants = { base: mine.some((entry) => entry.subject === 'base'), result: mine.some((entry) => entry.subject === 'result') };
    return [{ name, command, reproduces, base, result, ...judge(wants, outcomeOf(base, true), outcomeOf(result, false)) }];
  });
};

/** A shell that cannot find or start the command (126, 127) says nothing about the bug, so on the base it is no proof. */
const outcomeOf = (result: CheckResult | null, isProof: boolean): Outcome => {
  if (result === null) return null;
  return isProof && result.outcome === 'failed' && (result.exitCode === 126 || result.exitCode === 127) ? 'not_run' : result.outcome;
};

type Verdict = Pick<CheckVerdict, 'verdict' | 'sentence'>;
type Outcome = CheckOutcome | null;

const judge = (wants: { readonly base: boolean; readonly result: boolean }, base: Outcome, result: Outcome): Verdict => {
  if (!wants.base) return judgeResult(result);
  if (!wants.result) return judgeFailingTest(base);
  const after = judgeResult(result);
  if (after.verdict !== 'passed') return after;
  if (base === 'failed') return { verdict: 'proven', sentence: 'Failed on the base and passes on the result.' };
  if (base === 'passed')
    return {
      verdict: 'not_reproduced',
      sentence: 'Passes on the result, but passed on the base too: it does not show that the bug was there.',
    };
  return {
    verdict: 'unknown',
    sentence:
      base === 'timed_out'
        ? 'Passes on the result, but ran out of time on the base, which proves nothing.'
        : 'Passes on the result, but could not be run on the base.',
  };
};

const judgeResult = (result: Outcome): Verdict => {
  if (result === 'passed') return { verdict: 'passed', sentence: 'Passed on the result.' };
  if (result === 'failed') return { verdict: 'failed', sentence: 'Failed on the result.' };
  if (result === 'timed_out') return { verdict: 'failed', sentence: 'Ran out of time on the result.' };
  return { verdict: 'unknown', sentence: 'Could not be run, so nothing is known about it.' };
};

const judgeFailingTest = (base: Outcome): Verdict => {
  if (base === 'failed') return { verdict: 'proven', sentence: 'Fails with the new test, as asked.' };
  if (base === 'passed') return { verdict: 'not_reproduced', sentence: 'Passes with the new test: it does not show the bug.' };
  return {
    verdict: 'unknown',
    sentence: base === 'timed_out' ? 'Ran out of time, which proves nothing.' : 'Could not be run, so nothing is known about it.',
  };
};

/** Green enough to land: everything else needs a person, and an approval does not change it. */
export const isGreen = (verdict: CheckVerdict['verdict']): boolean => verdict === 'passed' || verdict === 'proven';
