'use client';

import { Button, Select, Switch } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useRef } from 'react';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { Connection } from '../ui/connection.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useRowKeys } from '../ui/use-row-keys.ts';
import { StatusTabs, TASK_STATUSES } from './status-tabs.tsx';
import classes from './task-list.module.css';
import { TaskRow, TaskRows } from './task-row.tsx';

const PAGE_SIZE = 50;
const POLL_MS = 5_000;
/** Beyond this many pages the list is history that somebody scrolls through: it no longer renews itself. */
const MAX_POLLED_PAGES = 3;

/** Every task there is; the address holds the filter. */
export const TaskList = () => {
  const me = useMe();
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryStates({
    status: parseAsStringLiteral(TASK_STATUSES).withDefault('all'),
    repository: parseAsString,
    mine: parseAsBoolean.withDefault(false),
    q: parseAsString.withDefault(''),
  });
  const rows = useRef<HTMLDivElement>(null);
  useRowKeys(rows);

  const repositories = useQuery(trpc.repositories.list.queryOptions());
  const tasks = useInfiniteQuery(
    trpc.tasks.list.infiniteQueryOptions(
      {
        status: filter.status,
        requesterId: filter.mine ? me.id : null,
        repository: filter.repository,
        search: filter.q || null,
        limit: PAGE_SIZE,
      },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= MAX_POLLED_PAGES ? POLL_MS : false),
      },
    ),
  );
  const items = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filter.status !== 'all' || filter.mine || filter.repository !== null || filter.q !== '';
  return (
    <Page>
      <PageHeader title="Tasks" actions={tasks.data && <Connection isError={tasks.isError} at={tasks.dataUpdatedAt} />} />
      <search className={classes.filters}>
        <StatusTabs value={filter.status} onChange={(status) => void setFilter({ status })} />
        <div className={classes.fields}>
          <Switch label="Mine" checked={filter.mine} onChange={(event) => void setFilter({ mine: event.currentTarget.checked || null })} />
          <Select
            aria-label="Repository"
            placeholder="All repositories"
            size="xs"
            w={170}
            clearable
            allowDeselect
            searchable
            data={repositories.data?.map(({ name }) => name) ?? (filter.repository ? [filter.repository] : [])}
            value={filter.repository}
            onChange={(repository) => void setFilter({ repository })}
          />
          <SearchField label="Search in tasks" width={200} value={filter.q} onSearch={(q) => void setFilter({ q })} />
        </div>
      </search>
      {tasks.isError && <FailurePanel error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && <RowsSkeleton rows={10} label="Loading tasks" />}
      {tasks.data && items.length === 0 && (
        <EmptyState
          icon={IconListDetails}
          title={isFiltered ? 'No task matches' : 'No task yet'}
          action={
            isFiltered ? (
              <Button variant="default" onClick={() => void setFilter(null)}>
                Clear the filter
              </Button>
            ) : (
              <Button component={Link} href="/tasks/new">
                File the first task
              </Button>
            )
          }
        >
          {isFiltered
            ? 'Another status, or fewer words, may find it.'
            : 'A task is one concrete outcome, with where it may work and how we will know.'}
        </EmptyState>
      )}
      <div ref={rows} aria-busy={tasks.isPlaceholderData}>
        {items.length > 0 && (
          <TaskRows label="Tasks">
            {items.map((task) => (
              <TaskRow key={task.id} task={task} note={task.lastRun.failure?.message} />
            ))}
          </TaskRows>
        )}
      </div>
      {tasks.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
            Show older tasks
          </Button>
        </div>
      )}
    </Page>
  );
};
