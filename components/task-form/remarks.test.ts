import { expect, it } from 'vitest';
import { type Remarks, remarksAt, standingOf, withoutFillers } from './remarks.ts';

const remarks: Remarks = {
  findings: [
    { code: 'outcome_vague', severity: 'warning', field: 'task.outcome', message: 'Vague.' },
    { code: 'check_cannot_fail', severity: 'error', field: 'verification.checks.1.command', message: 'Cannot fail.' },
    { code: 'check_missing', severity: 'error', field: 'verification.checks', message: 'None.' },
  ],
  problems: [{ field: 'environment.agent', message: 'Unknown.' }],
  blanks: [{ field: 'environment.agent', message: 'Choose.' }],
};

it('puts each remark at its field and no other', () => {
  expect(remarksAt(remarks, 'verification.checks', true).findings.map(({ code }) => code)).toEqual(['check_missing']);
  expect(remarksAt(remarks, 'verification.checks.1').findings).toHaveLength(1);
  expect(remarksAt(remarks, 'verification.checks.10').findings).toHaveLength(0);
});

it('drops what is said about a gap, and takes an empty list for one', () => {
  const { problems, findings, blanks } = withoutFillers(remarks);
  expect(problems).toEqual([]);
  expect(findings.map(({ code }) => code)).toEqual(['outcome_vague', 'check_cannot_fail']);
  expect(blanks.map(({ field }) => field)).toEqual(['environment.agent', 'verification.checks']);
});

it('counts a warning as open until its reason is long enough', () => {
  const key = 'outcome_vague task.outcome';
  expect(standingOf(remarks, { [key]: 'because' })).toEqual({ blanks: 1, errors: 3, openWarnings: 1, overridden: 0 });
  expect(standingOf(remarks, { [key]: 'because we measured it' })).toEqual({ blanks: 1, errors: 3, openWarnings: 0, overridden: 1 });
});
