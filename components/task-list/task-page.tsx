'use client';

import { Button, Tabs } from '@mantine/core';
import { IconCopyPlus, IconFileText, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { contractToYaml } from '../../server/domain/contract/yaml.ts';
import { isFinal } from '../../server/domain/run/machine.ts';
import { useTRPC } from '../api/trpc.tsx';
import { RevertPart } from '../decision-card/revert-part.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { YamlText } from '../ui/yaml-text.tsx';
import { ContractClauses } from './contract-clauses.tsx';
import { RunList } from './run-list.tsx';
import classes from './task-page.module.css';
import { TaskReviews } from './task-reviews.tsx';

const POLL_MS = 4_000;
const TABS = ['contract', 'yaml'] as const;

/** One task: what was asked, every run of it, what people said. */
export const TaskPage = ({ id }: { id: string }) => {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.tasks.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data && isFinal(state.data.lastRun.status) ? false : POLL_MS) },
    ),
  );
  const [tab, setTab] = useQueryState('view', parseAsStringLiteral(TABS).withDefault('contract'));
  const task = query.data;
  useKeys({ y: { label: 'Contract as YAML, or in words', run: () => void setTab(tab === 'yaml' ? 'contract' : 'yaml') } });

  const crumbs = [{ label: 'Tasks', href: '/tasks' }];
  if (!task)
    return (
      <Page>
        <PageHeader title="Task" crumbs={crumbs} />
        {query.isError ? (
          <FailurePanel error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton label="Loading the task" />
        )}
      </Page>
    );
  const { lastRun } = task;
  return (
    <Page>
      <PageHeader
        title={task.title}
        crumbs={crumbs}
        meta={
          <>
            <StatusBadge status={lastRun.status} waiting={lastRun.waiting} />
            <CopyId value={task.id} label={`task ${task.number}`} />
            <PersonName name={task.requester.name} />
            <span>
              {task.repository} · {task.baseBranch}
            </span>
            <span>agent {task.agent}</span>
            <RelativeTime at={task.createdAt} />
          </>
        }
        actions={
          <>
            <Button
              component={Link}
              href={`/tasks/new?from=${task.id}`}
              variant="default"
              leftSection={<IconCopyPlus size={14} aria-hidden />}
            >
              File a similar task
            </Button>
            <Button component={Link} href={`/runs/${lastRun.id}`} leftSection={<IconPlayerPlay size={14} aria-hidden />}>
              Open run {lastRun.number}
            </Button>
          </>
        }
      />
      {query.isError && <FailurePanel error={query.error} onRetry={() => void query.refetch()} />}
      <RevertPart landedRunId={task.landedRunId} reverts={task.reverts} revertedBy={task.revertedBy} />
      <Section title="Runs" count={task.allRuns.length} hint="Each is one attempt by one agent.">
        <RunList runs={task.allRuns} />
      </Section>
      {task.reviews.length > 0 && (
        <Section title="Reviews" count={task.reviews.length}>
          <TaskReviews reviews={task.reviews} />
        </Section>
      )}
      <Tabs value={tab} onChange={(value) => void setTab(TABS.find((name) => name === value) ?? 'contract')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="contract">Contract</Tabs.Tab>
          <Tabs.Tab value="yaml" leftSection={<IconFileText size={14} aria-hidden />}>
            YAML
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="contract">
          <ContractClauses contract={task.contract} />
          {task.overrides.length > 0 && (
            <Section title="Warnings that were overridden" count={task.overrides.length}>
              <ul className={classes.overrides}>
                {task.overrides.map((override) => (
                  <li key={`${override.code} ${override.field}`}>
                    <code>{override.code}</code> at <code>{override.field}</code>: {override.reason}
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="yaml">
          <YamlText text={contractToYaml(task.contract)} label="Contract" />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
};
