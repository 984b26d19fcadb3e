'use client';

import { Button, Drawer, Group, Progress, Select, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { FAILURES } from '../../server/domain/shared/failure.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { countOf } from '../ui/format.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import classes from './repositories.module.css';
import { RepositoryState } from './repository-state.tsx';
import { ReviewLimit } from './review-limit.tsx';

const TESTING_MS = 800;

/** One repository: what the test of its connection found, and the branch that tasks start from. */
export const RepositoryPanel = ({ id, onClose }: { id: string | null; onClose: () => void }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isAdmin = useMe().role === 'admin';
  const [isRemoving, setRemoving] = useState(false);
  const query = useQuery(
    trpc.repositories.get.queryOptions(
      { id: id ?? '' },
      { enabled: id !== null, refetchInterval: ({ state }) => (state.data?.state === 'TESTING' ? TESTING_MS : false) },
    ),
  );
  const renew = () => queries.invalidateQueries({ queryKey: trpc.repositories.pathKey() });
  const test = useMutation(trpc.repositories.test.mutationOptions({ onSuccess: renew }));
  const choose = useMutation(trpc.repositories.setBaseBranch.mutationOptions({ onSuccess: renew }));
  const chooseMethod = useMutation(trpc.repositories.setMergeMethod.mutationOptions({ onSuccess: renew }));
  const remove = useMutation(trpc.repositories.remove.mutationOptions());
  const row = query.data;
  const close = () => {
    setRemoving(false);
    onClose();
  };
  return (
    <Drawer opened={id !== null} onClose={close} title={row?.name ?? 'Repository'} size="md">
      {!row &&
        (query.isError ? (
          <FailurePanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton rows={4} label="Loading the repository" />
        ))}
      {row && (
        <Stack gap="md">
          <dl className={classes.facts}>
            <dt>State</dt>
            <dd data-testid="repository-state">
              <RepositoryState state={row.state} />
            </dd>
            <dt>Source</dt>
            <dd className={classes.url}>{row.url}</dd>
            <dt>Last seen</dt>
            <dd>{row.syncedAt === null ? 'never' : <RelativeTime at={row.syncedAt} />}</dd>
            {row.state === 'READY' && (
              <>
                <dt>Holds</dt>
                <dd>
                  {countOf(row.pathCount, 'file')} on the base branch, {countOf(row.branches.length, 'branch', 'branches')}
                </dd>
                <dt>Offers as checks</dt>
                <dd>
                  {row.suggestedChecks.length === 0 ? (
                    'none that we recognise'
                  ) : (
                    <span className={classes.checks}>
                      {row.suggestedChecks.map((command) => (
                        <code key={command}>{command}</code>
                      ))}
                    </span>
                  )}
                </dd>
              </>
            )}
          </dl>
          {row.state === 'TESTING' && (
            <div role="status">
              <Progress value={100} animated size="sm" mb={6} aria-label="Testing the connection" />A worker reaches the source, reads its
              branches and mirrors it. You may close this; it goes on.
            </div>
          )}
          {row.failure && (
            <div className={classes.failure} role="alert">
              <p>
                <strong>{row.failure.message}</strong>
              </p>
              <p>{FAILURES[row.failure.code].next}</p>
            </div>
          )}
          {row.branches.length > 0 && (
            <Select
              label="Base branch"
              description="Tasks start from it, and merges go to it, unless a contract says otherwise."
              searchable
              disabled={!isAdmin || choose.isPending}
              data={[...new Set([row.baseBranch, ...row.branches.map(({ name }) => name)])]}
              value={row.baseBranch}
              onChange={(baseBranch) => baseBranch && baseBranch !== row.baseBranch && choose.mutate({ id: row.id, baseBranch })}
            />
          )}
          <Select
            label="How changes land"
            description="On the base branch, after approval."
            allowDeselect={false}
            disabled={!isAdmin || chooseMethod.isPending}
            data={[
              { value: 'squash', label: 'Squash: one commit a task' },
              { value: 'merge_commit', label: "Merge commit: keeps the agent's commits" },
            ]}
            value={row.mergeMethod}
            onChange={(mergeMethod) =>
              chooseMethod.mutate({ id: row.id, mergeMethod: mergeMethod === 'merge_commit' ? mergeMethod : 'squash' })
            }
          />
          <ReviewLimit repositoryId={row.id} reviews={row.reviews} />
          <FailurePanel error={chooseMethod.error ?? test.error ?? choose.error ?? remove.error} />
          <Group>
            {isAdmin && (
              <Button
                variant="default"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={test.isPending}
                disabled={row.state === 'TESTING'}
                onClick={() => test.mutate({ id: row.id })}
              >
                Test the connection
              </Button>
            )}
            {row.state === 'READY' && (
              <Button component={Link} href={`/tasks/new?repository=${row.name}`} variant="default">
                New task here
              </Button>
            )}
          </Group>
          {isAdmin && (
            <Group>
              {isRemoving ? (
                <>
                  <Button
                    color="red"
                    loading={remove.isPending}
                    onClick={() =>
                      remove.mutate(
                        { id: row.id },
                        {
                          onSuccess: () => {
                            notifications.show({ message: `${row.name} is no longer connected. Its origin was not touched.` });
                            void renew();
                            close();
                          },
                        },
                      )
                    }
                  >
                    Remove {row.name} for good
                  </Button>
                  <Button variant="default" onClick={() => setRemoving(false)}>
                    Keep it
                  </Button>
                </>
              ) : (
                <Button variant="subtle" color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setRemoving(true)}>
                  Remove…
                </Button>
              )}
            </Group>
          )}
        </Stack>
      )}
    </Drawer>
  );
};
