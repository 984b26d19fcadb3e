'use client';

import { Anchor, UnstyledButton } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import Link from 'next/link';
import type { AuditRow } from '../../server/ports/read-model.ts';
import { DataTable } from '../ui/data-table.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import classes from './audit-log.module.css';
import { detailLine, subjectHref, subjectName, whatHappened } from './audit-words.ts';

export const Actor = ({ actor }: { actor: AuditRow['actor'] }) =>
  actor.id === null ? (
    <span className={classes.system}>
      <IconSettings size={15} stroke={1.7} aria-hidden />
      Countersign
    </span>
  ) : (
    <PersonName name={visibleText(actor.name)} />
  );

export const Subject = ({ row }: { row: AuditRow }) => {
  const href = subjectHref(row.subject);
  const name = <SafeText text={subjectName(row)} />;
  if (href === null) return name;
  return (
    <Anchor component={Link} href={href} size="sm" title={row.subject.label ? visibleText(row.subject.label.title) : undefined}>
      {name}
    </Anchor>
  );
};

/** One line for each entry; what happened opens all of it. On a phone an entry is a block of lines. */
export const AuditTable = ({ rows, onOpen }: { rows: readonly AuditRow[]; onOpen: (position: number) => void }) => (
  <div className={classes.log}>
    <DataTable
      label="Audit log"
      head={[
        { text: 'When', width: 100 },
        { text: 'Who', width: 190 },
        { text: 'What', width: 170 },
        { text: 'About', width: 170 },
        { text: 'Details' },
        { text: 'No.', align: 'right', width: 80 },
      ]}
    >
      {rows.map((row) => {
        const details = detailLine(row);
        return (
          <tr key={row.position} data-entry={row.position}>
            <td>
              <RelativeTime at={row.at} />
            </td>
            <td>
              <Actor actor={row.actor} />
            </td>
            <td>
              <UnstyledButton className={classes.open} onClick={() => onOpen(row.position)}>
                {whatHappened(row.action)}
              </UnstyledButton>
            </td>
            <td>
              <Subject row={row} />
            </td>
            <td title={visibleText(details) || undefined}>{details === '' ? null : <SafeText text={details} />}</td>
            <td data-align="right">
              <span className={classes.mono}>{row.position}</span>
            </td>
          </tr>
        );
      })}
    </DataTable>
  </div>
);
