'use client';

import { IconAlertOctagon, IconAlertTriangle, IconCheck, IconCircleDashed, IconLoader2, type TablerIcon } from '@tabler/icons-react';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import { DispatchNote } from './dispatch-note.tsx';
import { useTaskForm } from './form-context.tsx';
import { goToField } from './go-to-field.ts';
import { MIN_REASON_CHARACTERS, reasonKey, standingOf } from './remarks.ts';
import classes from './standing-panel.module.css';
import type { useRemarks } from './use-remarks.ts';

type Row = {
  readonly field: string;
  readonly message: string;
  readonly tone: 'red' | 'amber' | 'grey' | 'quiet';
  readonly icon: TablerIcon;
};

const sentence = ({ blanks, errors, openWarnings }: ReturnType<typeof standingOf>): string => {
  const parts = [
    blanks > 0 && `${countOf(blanks, 'field')} to fill in`,
    errors > 0 && `${countOf(errors, 'error')} to fix`,
    openWarnings > 0 && `${countOf(openWarnings, 'warning')} to answer`,
  ].filter(Boolean);
  return parts.length === 0 ? 'Ready to be filed' : parts.join(', ');
};

/** What stands between the draft and a running task. Each line leads to its field. */
export const StandingPanel = ({ lint }: { lint: ReturnType<typeof useRemarks> }) => {
  const { remarks, reasons, touch } = useTaskForm();
  const standing = standingOf(remarks, reasons);
  const isReady = standing.blanks + standing.errors + standing.openWarnings === 0;
  const rows: readonly Row[] = [
    ...remarks.problems.map((problem) => ({ ...problem, tone: 'red' as const, icon: IconAlertOctagon })),
    ...remarks.findings.map(({ field, message, severity, code }) => {
      const isAnswered = severity === 'warning' && (reasons[reasonKey({ code, field })] ?? '').trim().length >= MIN_REASON_CHARACTERS;
      return {
        field,
        message,
        tone: severity === 'error' ? ('red' as const) : isAnswered ? ('quiet' as const) : ('amber' as const),
        icon: severity === 'error' ? IconAlertOctagon : isAnswered ? IconCheck : IconAlertTriangle,
      };
    }),
    ...remarks.blanks.map((blank) => ({ ...blank, tone: 'grey' as const, icon: IconCircleDashed })),
  ];
  return (
    <>
      <p className={classes.standing} data-ready={isReady || undefined} role="status" data-testid="standing">
        {lint.isChecking ? (
          <IconLoader2 size={16} aria-hidden />
        ) : isReady ? (
          <IconCheck size={16} aria-hidden />
        ) : (
          <IconCircleDashed size={16} aria-hidden />
        )}
        {sentence(standing)}
      </p>
      <FailurePanel error={lint.error} onRetry={lint.retry} />
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={`${row.field} ${row.message}`}>
            <button
              type="button"
              className={classes.row}
              data-tone={row.tone}
              onClick={() => {
                touch(row.field);
                goToField(row.field);
              }}
            >
              <row.icon size={15} aria-hidden />
              <span>{row.message}</span>
            </button>
          </li>
        ))}
      </ul>
      {lint.dispatch && <DispatchNote dispatch={lint.dispatch} />}
    </>
  );
};
