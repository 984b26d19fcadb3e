'use client';

import { Button, UnstyledButton } from '@mantine/core';
import { IconBook2, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Freezes } from './freezes.tsx';
import { RegisterPanel } from './register-panel.tsx';
import classes from './repositories.module.css';
import { RepositoryPanel } from './repository-panel.tsx';
import { RepositoryState } from './repository-state.tsx';
import { ReviewLimit } from './review-limit.tsx';

const BUSY_MS = 1_500;
const IDLE_MS = 15_000;

/** The repositories that tasks may work on. */
export const Repositories = () => {
  const trpc = useTRPC();
  const isAdmin = useMe().role === 'admin';
  const [shown, setShown] = useQueryStates({ open: parseAsString, new: parseAsBoolean });
  const list = useQuery(
    trpc.repositories.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some((row) => row.state === 'TESTING') ? BUSY_MS : IDLE_MS),
    }),
  );
  const bandwidth = useQuery(trpc.desk.bandwidth.queryOptions());
  const connect = (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => void setShown({ new: true, open: null })}>
      Connect a repository
    </Button>
  );
  const rows = list.data ?? [];
  return (
    <Page>
      <PageHeader
        title="Repositories"
        actions={isAdmin && rows.length > 0 && connect}
        meta="Each is mirrored here. A merge is the only thing that is ever written back."
      />
      {list.isPending && <RowsSkeleton label="Loading repositories" />}
      {list.isError && <FailurePanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon={IconBook2} title="No repository is connected" action={isAdmin && connect}>
          {isAdmin
            ? 'Name a path on the worker machine, or a git address that the worker can reach.'
            : 'An admin connects the first one; then tasks can be filed.'}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Repositories"
          head={[
            { text: 'Name', width: 200 },
            { text: 'State', width: 100 },
            { text: 'Source' },
            { text: 'Base branch', width: 120 },
            { text: 'Files', align: 'right', width: 80 },
            { text: 'Tasks', align: 'right', width: 70 },
            { text: 'Unreviewed', align: 'right', width: 100 },
            { text: 'Last seen', align: 'right', width: 100 },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <UnstyledButton className={classes.open} onClick={() => void setShown({ open: row.id, new: null })}>
                  {row.name}
                </UnstyledButton>
              </td>
              <td title={row.failure?.message}>
                <RepositoryState state={row.state} />
              </td>
              <td className={classes.url} title={row.url}>
                {row.url}
              </td>
              <td className={classes.url}>{row.baseBranch}</td>
              <td data-align="right">{row.pathCount.toLocaleString('en')}</td>
              <td data-align="right">{row.taskCount.toLocaleString('en')}</td>
              <td data-align="right">
                {row.reviews.waiting} of {row.reviews.limit}
              </td>
              <td data-align="right">{row.syncedAt === null ? 'never' : <RelativeTime at={row.syncedAt} />}</td>
            </tr>
          ))}
        </DataTable>
      )}
      {rows.length > 0 && (
        <div className={classes.freezes}>
          <Freezes repositories={rows} />
        </div>
      )}
      {bandwidth.data && rows.length > 0 && (
        <div className={classes.everywhere}>
          <ReviewLimit repositoryId={null} reviews={bandwidth.data} />
        </div>
      )}
      {isAdmin && (
        <RegisterPanel
          opened={shown.new === true}
          onClose={() => void setShown({ new: null })}
          onRegistered={(id) => void setShown({ new: null, open: id })}
        />
      )}
      <RepositoryPanel id={shown.open} onClose={() => void setShown({ open: null })} />
    </Page>
  );
};
