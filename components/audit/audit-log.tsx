'use client';

import { Button } from '@mantine/core';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { parseAsInteger, useQueryState } from 'nuqs';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { NotForYou } from '../ui/not-for-you.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilters } from './audit-filters.tsx';
import classes from './audit-log.module.css';
import { AuditTable } from './audit-table.tsx';
import { ChainState } from './chain-state.tsx';
import { exportHref, useAuditFilter } from './use-audit-filter.ts';

const PAGE_SIZE = 50;

/** Who decided and changed what, newest first. */
export const AuditLog = () => {
  const trpc = useTRPC();
  const isAdmin = hasRole(useMe().role, 'admin');
  const state = useAuditFilter();
  const [open, setOpen] = useQueryState('open', parseAsInteger);
  const log = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { ...state.wanted, limit: PAGE_SIZE },
      { enabled: isAdmin, getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  if (!isAdmin) return <NotForYou title="Audit" needs="admin" />;
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page>
      <PageHeader
        title="Audit"
        meta="Decisions, reviews, merges, overrides, and changes of roles, keys, repositories and policy. Nothing here is ever changed."
        actions={
          <Button
            component="a"
            href={exportHref(state.wanted)}
            download
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {state.isFiltered ? 'Export these' : 'Export'}
          </Button>
        }
      />
      <ChainState />
      <AuditFilters {...state} />
      {log.isError && <FailurePanel error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <RowsSkeleton rows={10} label="Loading the audit log" />}
      {log.data && rows.length === 0 && (
        <EmptyState icon={IconHistory} title={state.isFiltered ? 'No entry matches' : 'Nothing has happened yet'}>
          {state.isFiltered
            ? 'Another person, day or word may find it.'
            : 'The first decision, or the first change of a role, key, repository or policy, will stand here.'}
        </EmptyState>
      )}
      <div aria-busy={log.isPlaceholderData}>{rows.length > 0 && <AuditTable rows={rows} onOpen={(at) => void setOpen(at)} />}</div>
      {log.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show older entries
          </Button>
        </div>
      )}
      <AuditEntry
        position={open}
        loaded={rows.find(({ position }) => position === open)}
        onClose={() => void setOpen(null)}
        onFilter={(wanted) => {
          void setOpen(null);
          return state.setFilter(wanted);
        }}
      />
    </Page>
  );
};
