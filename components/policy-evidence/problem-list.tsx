'use client';

import { UnstyledButton } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './evidence.module.css';
import { groupMarks, type PolicyMark } from './policy-marks.ts';

type Go = (mark: PolicyMark) => void;

/** Everything that is wrong or worth a look, errors first; each leads to its line when there is an editor to show it. */
export const ProblemList = ({ marks, onGo }: { marks: readonly PolicyMark[]; onGo?: Go }) => {
  if (marks.length === 0)
    return (
      <p className={classes.fine}>
        <IconCircleCheck size={15} aria-hidden />
        No problem was found.
      </p>
    );
  return (
    <ul className={classes.rows} aria-label="Problems">
      {groupMarks(marks).map((group) => (
        <MarkGroup key={`${group[0]?.line} ${group[0]?.column} ${group[0]?.message}`} group={group} onGo={onGo} />
      ))}
    </ul>
  );
};

const MarkGroup = ({ group, onGo }: { group: readonly PolicyMark[]; onGo?: Go }) => {
  const [isOpen, setOpen] = useState(false);
  const [first] = group;
  if (first === undefined) return null;
  return (
    <>
      <MarkRow mark={first} onGo={onGo}>
        {group.length > 1 && (
          <UnstyledButton className={classes.go} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show only this one' : `Show ${(group.length - 1).toLocaleString('en')} more like it`}
          </UnstyledButton>
        )}
      </MarkRow>
      {isOpen && group.slice(1).map((mark) => <MarkRow key={`${mark.line} ${mark.column} ${mark.message}`} mark={mark} onGo={onGo} />)}
    </>
  );
};

const MarkRow = ({ mark, onGo, children }: { mark: PolicyMark; onGo?: Go; children?: ReactNode }) => {
  const Icon = mark.severity === 'error' ? IconAlertOctagon : IconAlertTriangle;
  return (
    <li data-severity={mark.severity}>
      <span className={classes.tone} data-tone={mark.severity === 'error' ? 'red' : 'amber'}>
        <Icon size={15} stroke={1.8} aria-hidden />
        {mark.severity === 'error' ? 'Error' : 'Warning'}
      </span>
      {onGo ? (
        <UnstyledButton className={classes.go} onClick={() => onGo(mark)}>
          line {mark.line}
        </UnstyledButton>
      ) : (
        <span className={classes.quiet}>line {mark.line}</span>
      )}
      <span className={classes.words}>{mark.message}</span>
      {children}
    </li>
  );
};
