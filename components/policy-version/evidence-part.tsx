'use client';

import { useMemo } from 'react';
import { BacktestPart } from '../policy-evidence/backtest-part.tsx';
import { CaseList } from '../policy-evidence/case-list.tsx';
import type { PolicyVersion } from '../policy-evidence/policy-api.ts';
import { groupMarks, policyMarks } from '../policy-evidence/policy-marks.ts';
import { ProblemList } from '../policy-evidence/problem-list.tsx';
import { useBacktest } from '../policy-evidence/use-backtest.ts';
import { usePolicyCheck } from '../policy-evidence/use-policy-check.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import classes from './version.module.css';

/** What an admin looks at before a version is put in force: problems, cases, and what it would have said about earlier work. */
export const EvidencePart = ({ version, isInForce }: { version: PolicyVersion; isInForce: boolean }) => {
  const check = usePolicyCheck(version.repositoryId, version.yaml, true);
  const isUsable = check.data !== undefined && check.data.problems.length === 0;
  const backtest = useBacktest(version.repositoryId, isUsable && !isInForce ? version.yaml : null);
  const marks = useMemo(() => (check.data ? policyMarks(check.data) : []), [check.data]);
  const cases = check.data?.cases ?? [];
  const met = cases.filter(({ isMet }) => isMet).length;
  return (
    <>
      <Section
        title="Problems"
        count={check.data ? groupMarks(marks).length : undefined}
        hint="An error keeps a version from being put in force."
      >
        {check.isPending && <RowsSkeleton rows={2} label="Checking the text" />}
        <FailurePanel error={check.error} onRetry={() => void check.refetch()} />
        {check.data && <ProblemList marks={marks} />}
        {check.data?.breaks.map(({ repositoryId, repository, sentence }) => (
          <p className={classes.problem} key={repositoryId}>
            The policy of {repository} would not fit under it any more. {sentence}. Change that one first.
          </p>
        ))}
      </Section>
      {isUsable && (
        <Section
          title="Cases"
          hint={cases.length > 0 ? `${met} of ${cases.length} met. One that is not keeps a version from being put in force.` : undefined}
        >
          <CaseList cases={cases} />
        </Section>
      )}
      {isUsable && !isInForce && (
        <Section title="Backtest" hint="What it would have said about the artifacts that came lately, against what is in force.">
          <BacktestPart query={backtest} />
        </Section>
      )}
    </>
  );
};
