'use client';

import { Button, Tabs } from '@mantine/core';
import { IconFileDiff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { isFinal } from '../../server/domain/run/machine.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { FilesTab } from './files-tab.tsx';
import { NetworkTab } from './network-tab.tsx';
import { ProgressTab } from './progress-tab.tsx';
import { RawTab } from './raw-tab.tsx';
import { RunHeader } from './run-header.tsx';
import classes from './run-page.module.css';
import { SandboxTab } from './sandbox-tab.tsx';
import { useRunLog } from './use-run-log.ts';

const TABS = ['progress', 'files', 'network', 'sandbox', 'raw'] as const;
const NAMES = { progress: 'Progress', files: 'Files', network: 'Network', sandbox: 'Sandbox', raw: 'Raw' } as const;
const CRUMBS = [{ label: 'Tasks', href: '/tasks' }];
const POLL_MS = 3_000;

/** One attempt by one agent, live. The log and the run are asked for apart: either may lag without stopping the other. */
export const RunPage = ({ runId }: { runId: string }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('progress'));
  const query = trpc.runs.get.queryOptions({ id: runId });
  const run = useQuery({ ...query, refetchInterval: ({ state }) => (state.data && isFinal(state.data.status) ? false : POLL_MS) });
  const log = useRunLog(runId);
  const { milestones, files, network } = log.view.derived;

  const { queryKey } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each milestone in the log is a reason to ask again
  useEffect(() => {
    const timer = setTimeout(() => void queryClient.invalidateQueries({ queryKey }), 150);
    return () => clearTimeout(timer);
  }, [milestones]);

  useKeys(
    Object.fromEntries(TABS.map((name, index) => [String(index + 1), { label: `Show ${NAMES[name]}`, run: () => void setTab(name) }])),
    'Run',
  );

  if (run.error && !run.data)
    return (
      <Page>
        <PageHeader title="Run" crumbs={CRUMBS} />
        <FailurePanel error={run.error} onRetry={() => void run.refetch()} />
      </Page>
    );
  if (!run.data)
    return (
      <Page wide>
        <PageHeader title="Run" crumbs={CRUMBS} />
        <RowsSkeleton label="Loading the run" />
      </Page>
    );

  const counts = { progress: null, files: files.size, network: network.length, sandbox: null, raw: log.view.events.length };
  return (
    <div className={classes.page}>
      <RunHeader
        run={run.data}
        connection={log.connection}
        behind={run.data.lastSeq - log.view.lastSeq()}
        review={
          run.data.artifactDigest ? (
            <Button
              component={Link}
              href={`/reviews/${runId}`}
              variant={run.data.status === 'IN_REVIEW' ? 'filled' : 'default'}
              leftSection={<IconFileDiff size={14} aria-hidden />}
            >
              Open the artifact
            </Button>
          ) : null
        }
      />
      {run.error && <FailurePanel error={run.error} />}
      <Tabs
        value={tab}
        onChange={(value) => void setTab(TABS.find((name) => name === value) ?? 'progress')}
        className={classes.tabs}
        keepMounted={false}
      >
        <Tabs.List className={classes.list}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {NAMES[name]}
              {counts[name] !== null && <span className={classes.count}> {counts[name]?.toLocaleString('en')}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="progress" className={classes.panel}>
          <ProgressTab run={run.data} log={log} />
        </Tabs.Panel>
        <Tabs.Panel value="files" className={classes.panel}>
          <FilesTab view={log.view} />
        </Tabs.Panel>
        <Tabs.Panel value="network" className={classes.panel}>
          <NetworkTab view={log.view} usage={run.data.usage} />
        </Tabs.Panel>
        <Tabs.Panel value="sandbox" className={classes.panel}>
          <SandboxTab run={run.data} />
        </Tabs.Panel>
        <Tabs.Panel value="raw" className={classes.panel}>
          <RawTab view={log.view} version={log.version} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
};
