'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import { NotForYou } from '../ui/not-for-you.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import classes from './harmless.module.css';
import { HarmlessItem } from './harmless-item.tsx';

const TITLE = 'Harmless changes';

/** Documentation and generated files in which nothing was found, as a list of diffs: what was read is approved in one go. */
export const HarmlessPage = () => {
  const me = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isReviewer = hasRole(me.role, 'reviewer');
  const list = useQuery({ ...trpc.harmless.list.queryOptions(), enabled: isReviewer, refetchOnWindowFocus: false });
  // By digest: a newer artifact was not read.
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const approve = useMutation(
    trpc.harmless.approve.mutationOptions({
      onSuccess: (outcomes) => {
        const not = outcomes.flatMap((one) => (one.outcome === 'refused' ? [[one.runId, one.why] as const] : []));
        setRefused(new Map(not));
        const done = countOf(outcomes.length - not.length, 'change');
        notifications.show({
          title: `${done} approved`,
          message: not.length > 0 ? `${countOf(not.length, 'change')} not: see why on the page.` : '',
        });
      },
      onSettled: () => queryClient.invalidateQueries(),
    }),
  );
  if (!isReviewer) return <NotForYou title={TITLE} needs="reviewer" />;

  const items = list.data?.items ?? [];
  const chosen = items.filter(({ artifactDigest }) => read.has(artifactDigest));
  const gone = [...refused].filter(([runId]) => !items.some((item) => item.runId === runId));
  const mark = (digest: string, isRead: boolean) =>
    setRead((now) => new Set(isRead ? [...now, digest] : [...now].filter((other) => other !== digest)));
  return (
    <Page>
      <PageHeader
        title={TITLE}
        crumbs={[{ label: 'Reviews', href: '/reviews' }]}
        meta="Documentation and generated files only, nothing found, one approval asked and no more. Each is looked at again when you approve."
      />
      <FailurePanel error={list.error ?? approve.error} onRetry={() => void list.refetch()} />
      {list.isPending && <RowsSkeleton label="Looking for harmless changes" />}
      {gone.map(([runId, why]) => (
        <p key={runId} className={classes.refused} role="alert">
          Not approved: {why}
        </p>
      ))}
      {list.data && items.length === 0 && (
        <EmptyState icon={IconFileCheck} title="Nothing to approve here">
          Changes of documentation and generated files appear here while they wait for one reviewer. Everything else is read on its own
          page.
        </EmptyState>
      )}
      <ul className={classes.list}>
        {items.map((item) => (
          <HarmlessItem
            key={item.artifactDigest}
            item={item}
            isRead={read.has(item.artifactDigest)}
            refused={refused.get(item.runId) ?? null}
            onRead={(isRead) => mark(item.artifactDigest, isRead)}
          />
        ))}
      </ul>
      {items.length > 0 && (
        <div className={classes.bar}>
          <Button
            disabled={chosen.length === 0}
            loading={approve.isPending}
            onClick={() => approve.mutate({ items: chosen.map(({ runId, artifactDigest }) => ({ runId, artifactDigest })) })}
          >
            Approve {chosen.length === 0 ? 'what you have read' : countOf(chosen.length, 'change')}
          </Button>
          <span className={classes.about}>
            {chosen.length} of {items.length} read{list.data?.more ? '; more wait behind these' : ''}
          </span>
        </div>
      )}
    </Page>
  );
};
