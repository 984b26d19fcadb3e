'use client';

import { Button, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PolicyChange } from '../../server/domain/policy/policy-changes.ts';
import { BacktestPart } from '../policy-evidence/backtest-part.tsx';
import { CaseList } from '../policy-evidence/case-list.tsx';
import { ChangeList } from '../policy-evidence/change-list.tsx';
import type { PolicyCheck } from '../policy-evidence/policy-api.ts';
import { groupMarks, type PolicyMark } from '../policy-evidence/policy-marks.ts';
import { ProblemList } from '../policy-evidence/problem-list.tsx';
import type { useBacktest } from '../policy-evidence/use-backtest.ts';
import { WideningList } from '../policy-evidence/widening-list.tsx';
import classes from './editor.module.css';

/** What can be said about the text: problems, cases, what changes, the backtest, and what it means. */
export const EvidenceTabs = ({
  check,
  marks,
  isOfThisText,
  onGo,
  backtest,
  isBacktestOfThisText,
  onBacktest,
  sentences,
  changes,
  addCase,
}: {
  check: PolicyCheck | null;
  marks: readonly PolicyMark[];
  isOfThisText: boolean;
  onGo: (mark: PolicyMark) => void;
  backtest: ReturnType<typeof useBacktest>;
  isBacktestOfThisText: boolean;
  onBacktest: () => void;
  sentences: ReactNode;
  addCase: ReactNode;
  /** Against what is in force; null while the text cannot be used. */
  changes: readonly PolicyChange[] | null;
}) => {
  const cases = check?.cases ?? [];
  const met = cases.filter(({ isMet }) => isMet).length;
  const errors = marks.filter(({ severity }) => severity === 'error').length;
  const remarks = groupMarks(marks).length;
  const isUsable = check !== null && check.problems.length === 0;
  const unusable = <p className={classes.rest}>The text cannot be used yet. Its problems come first.</p>;
  return (
    <Tabs defaultValue="problems" keepMounted={false} className={classes.evidence}>
      <span role="status" className={classes.checked}>
        {isOfThisText ? 'Checked' : 'Checking…'}
      </span>
      <Tabs.List>
        <Tabs.Tab value="problems">
          Problems{marks.length > 0 && ` (${errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : remarks})`}
        </Tabs.Tab>
        <Tabs.Tab value="cases">Cases{cases.length > 0 && ` (${met} of ${cases.length} met)`}</Tabs.Tab>
        <Tabs.Tab value="changes">What changes</Tabs.Tab>
        <Tabs.Tab value="backtest">Backtest</Tabs.Tab>
        <Tabs.Tab value="sentences">What it says</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="problems">{check && <ProblemList marks={marks} onGo={onGo} />}</Tabs.Panel>
      <Tabs.Panel value="cases">
        {isUsable ? <CaseList cases={cases} /> : unusable}
        {addCase}
      </Tabs.Panel>
      <Tabs.Panel value="changes">
        {isUsable ? (
          <>
            <WideningList sentences={check.loosenings.map(({ sentence }) => sentence)} />
            <ChangeList changes={changes ?? []} />
          </>
        ) : (
          unusable
        )}
      </Tabs.Panel>
      <Tabs.Panel value="backtest">
        {!isUsable && unusable}
        {isUsable && !isBacktestOfThisText && (
          <div className={classes.ask}>
            <Button variant="default" loading={backtest.isFetching} onClick={onBacktest}>
              Run the backtest
            </Button>
            <span>
              {backtest.data
                ? 'The result below is of an earlier text.'
                : 'What this text would have said about earlier artifacts. Nothing changes.'}
            </span>
          </div>
        )}
        {isUsable && <BacktestPart query={backtest} />}
      </Tabs.Panel>
      <Tabs.Panel value="sentences">{isUsable ? sentences : unusable}</Tabs.Panel>
    </Tabs>
  );
};
