'use client';

import { Button, Drawer, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { AUDIT_SUBJECTS } from '../../server/domain/audit/act.ts';
import type { AuditRow } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './audit-log.module.css';
import { Actor, Subject } from './audit-table.tsx';
import { detailEntries, whatHappened } from './audit-words.ts';
import type { AuditFilterState } from './use-audit-filter.ts';

/** All of one entry, by its number; `loaded` spares asking for one that the page has. */
export const AuditEntry = ({
  position,
  loaded,
  onClose,
  onFilter,
}: {
  position: number | null;
  loaded: AuditRow | undefined;
  onClose: () => void;
  onFilter: AuditFilterState['setFilter'];
}) => {
  const trpc = useTRPC();
  const asked = useQuery(
    trpc.audit.list.queryOptions(
      { cursor: String((position ?? 0) + 1), limit: 1 },
      { enabled: position !== null && loaded === undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const row = loaded ?? asked.data?.items.find((item) => item.position === position);
  return (
    <Drawer opened={position !== null} onClose={onClose} title={row ? whatHappened(row.action) : `Entry ${position}`} size="md">
      {!row && asked.isPending && <RowsSkeleton rows={5} label="Loading the entry" />}
      {!row && asked.isError && <FailurePanel error={asked.error} onRetry={() => void asked.refetch()} />}
      {!row && asked.data && <p>There is no entry with this number.</p>}
      {row && (
        <>
          <dl className={classes.facts}>
            <dt>Number</dt>
            <dd>{row.position.toLocaleString('en')}</dd>
            <dt>When</dt>
            <dd>{new Date(row.at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' })}</dd>
            <dt>Who</dt>
            <dd>
              <Actor actor={row.actor} />
            </dd>
            <dt>About</dt>
            <dd>
              <Subject row={row} />
            </dd>
            {detailEntries(row.detail).map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd className={classes.words}>{value === '' ? '–' : <SafeText text={value} multiline />}</dd>
              </Fragment>
            ))}
            <dt>Hash</dt>
            <dd>
              <CopyId value={row.hash} />
            </dd>
          </dl>
          <Group gap="xs" mt="lg">
            <Button
              size="xs"
              variant="default"
              onClick={() => void onFilter({ about: AUDIT_SUBJECTS.find((kind) => kind === row.subject.kind) ?? null, id: row.subject.id })}
            >
              All about it
            </Button>
            <Button size="xs" variant="default" onClick={() => void onFilter({ who: row.actor.id ?? 'system' })}>
              All by {row.actor.id === null ? 'Countersign' : 'them'}
            </Button>
          </Group>
        </>
      )}
    </Drawer>
  );
};
