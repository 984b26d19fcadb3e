'use client';

import { TextInput } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { LintFinding } from '../../server/domain/contract/lint.ts';
import classes from './field-remarks.module.css';
import { useTaskForm } from './form-context.tsx';
import { MIN_REASON_CHARACTERS, reasonKey, remarksAt } from './remarks.ts';

const Warning = ({ finding }: { finding: LintFinding }) => {
  const { reasons, setReason } = useTaskForm();
  const key = reasonKey(finding);
  const reason = reasons[key] ?? '';
  const isAnswered = reason.trim().length >= MIN_REASON_CHARACTERS;
  return (
    <li className={classes.remark} data-tone={isAnswered ? 'quiet' : 'amber'} data-finding={finding.code}>
      {isAnswered ? <IconCheck size={15} aria-hidden /> : <IconAlertTriangle size={15} aria-hidden />}
      <div className={classes.words}>
        <span className={classes.kind}>{isAnswered ? 'Overridden: ' : 'Warning: '}</span>
        {finding.message}
        <TextInput
          size="xs"
          mt={4}
          aria-label={`Reason to go ahead in spite of: ${finding.message}`}
          placeholder={`Change it, or say why to go ahead (at least ${MIN_REASON_CHARACTERS} characters)`}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(key, event.currentTarget.value)}
        />
      </div>
    </li>
  );
};

const Problem = ({ text, code }: { text: string; code?: string }) => (
  <li className={classes.remark} data-tone="red" data-finding={code}>
    <IconAlertOctagon size={15} aria-hidden />
    <div className={classes.words}>{text}</div>
  </li>
);

/** What the linter, the schema and the empty places say about one field, right below it. */
export const FieldRemarks = ({ field, exact = false }: { field: string; exact?: boolean }) => {
  const { remarks, isTouched } = useTaskForm();
  const here = remarksAt(remarks, field, exact);
  const blanks = here.blanks.filter((blank) => isTouched(blank.field));
  if (here.findings.length + here.problems.length + blanks.length === 0) return <div id={`remarks-${field}`} hidden />;
  return (
    <ul className={classes.remarks} id={`remarks-${field}`} data-remarks={field}>
      {blanks.map((blank) => (
        <Problem key={`blank ${blank.field}`} text={blank.message} />
      ))}
      {here.problems.map((problem) => (
        <Problem key={`${problem.field} ${problem.message}`} text={problem.message} />
      ))}
      {here.findings.map((finding) =>
        finding.severity === 'error' ? (
          <Problem key={`${finding.code} ${finding.field} ${finding.message}`} text={finding.message} code={finding.code} />
        ) : (
          <Warning key={`${finding.code} ${finding.field} ${finding.message}`} finding={finding} />
        ),
      )}
    </ul>
  );
};
