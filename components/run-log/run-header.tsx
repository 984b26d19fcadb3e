'use client';

import { Anchor, Badge, Button, Menu } from '@mantine/core';
import { IconBan, IconChevronDown, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { nextStatus } from '../../server/domain/run/machine.ts';
import { FAILURES } from '../../server/domain/shared/failure.ts';
import type { RunView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import classes from './run-header.module.css';
import { TimeUsed } from './time-used.tsx';
import { useMaySteer } from './use-may-steer.ts';
import type { LogConnection } from './use-run-log.ts';

type Props = { readonly run: RunView; readonly connection: LogConnection; readonly behind: number; readonly review: ReactNode };

/** What runs, how far it is and why, on whose behalf, at what cost, and how to stop it. */
export const RunHeader = ({ run, connection, behind, review }: Props) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const renew = { onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ id: run.id }) }) };
  const pause = useMutation(trpc.runs.pause.mutationOptions(renew));
  const resume = useMutation(trpc.runs.resume.mutationOptions(renew));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions(renew));
  const maySteer = useMaySteer(run);
  const mayCancel = maySteer.allowed && nextStatus(run.status, 'cancelled') !== null;
  const cancelling = run.cancelRequestedAt !== null && mayCancel;
  const tokens = run.usage.inputTokens + run.usage.outputTokens;

  return (
    <>
      <PageHeader
        title={run.task.title}
        crumbs={[
          { label: 'Tasks', href: '/tasks' },
          { label: `Task ${run.task.number}`, href: `/tasks/${run.task.id}` },
        ]}
        meta={
          <>
            <StatusBadge status={run.status} waiting={run.waiting} />
            {cancelling && <span className={classes.stopping}>stopping…</span>}
            <ConnectionBadge connection={connection} behind={behind} />
            <span>
              Run {run.number} of{' '}
              <Anchor component={Link} inherit underline="always" href={`/tasks/${run.task.id}`}>
                task {run.task.number}
              </Anchor>
            </span>
            <OtherRuns run={run} />
            <span>
              {run.agent.name}
              {run.agent.model && <span className={classes.mono}> {run.agent.model}</span>}
            </span>
            {run.agent.label && (
              <Badge variant="outline" color="gray" size="sm" tt="none" fw={500}>
                {run.agent.label}
              </Badge>
            )}
            <TimeUsed run={run} />
            <span
              title={`${run.usage.inputTokens.toLocaleString('en')} in, ${run.usage.outputTokens.toLocaleString('en')} out, ${run.usage.modelCalls} model calls`}
            >
              <b className={classes.figure}>{tokens.toLocaleString('en')}</b> tokens
            </span>
            <span>
              <SafeText text={run.repository} /> · <SafeText text={run.branch} className={classes.mono} />
            </span>
            <PersonName name={run.requester.name} />
            <CopyId value={run.id} />
          </>
        }
        actions={
          <>
            {review}
            {run.status === 'RUNNING' && (
              <Button
                variant="default"
                leftSection={<IconPlayerPause size={14} aria-hidden />}
                disabled={!maySteer.allowed}
                title={maySteer.why}
                loading={pause.isPending}
                onClick={() => pause.mutate({ runId: run.id })}
              >
                Pause
              </Button>
            )}
            {run.status === 'PAUSED' && (
              <Button
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                disabled={!maySteer.allowed}
                title={maySteer.why}
                loading={resume.isPending}
                onClick={() => resume.mutate({ runId: run.id })}
              >
                Resume
              </Button>
            )}
            {nextStatus(run.status, 'cancelled') !== null && (
              <Button
                variant="outline"
                color="red"
                className={classes.cancel}
                leftSection={<IconBan size={14} aria-hidden />}
                disabled={!mayCancel || cancelling}
                title={maySteer.why ?? 'Stops the run at once. This cannot be undone; the log is kept.'}
                loading={cancel.isPending}
                onClick={() => cancel.mutate({ runId: run.id })}
              >
                Cancel run
              </Button>
            )}
          </>
        }
      />
      <FailurePanel error={pause.error ?? resume.error ?? cancel.error} />
      {run.failure && (
        <div className={classes.failure} role="status" data-failure={run.failure.code}>
          <b>
            <SafeText text={run.failure.message} multiline />
          </b>{' '}
          <span>{FAILURES[run.failure.code].next}</span>
        </div>
      )}
      {run.merge && (
        <div className={classes.merged}>
          Merged as <CopyId value={run.merge.sha} />
        </div>
      )}
    </>
  );
};

const OtherRuns = ({ run }: { run: RunView }) => {
  const others = run.siblings.filter(({ id }) => id !== run.id);
  if (others.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-xs" rightSection={<IconChevronDown size={12} aria-hidden />}>
          other runs
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((other) => (
          <Menu.Item key={other.id} component={Link} href={`/runs/${other.id}`} rightSection={<StatusBadge status={other.status} />}>
            Run {other.number}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
