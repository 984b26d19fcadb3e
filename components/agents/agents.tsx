'use client';

import { Button, UnstyledButton } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { AGENT_WORDS, PROVIDER_WORDS } from '../ui/agent-words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { NotForYou } from '../ui/not-for-you.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { AgentPanel } from './agent-panel.tsx';
import { keyWords, TestState } from './agent-state.tsx';
import classes from './agents.module.css';

const BUSY_MS = 1_500;

/** Which agents may work: the agent, its model, and where the worker takes its key from. */
export const Agents = () => {
  const trpc = useTRPC();
  const isAdmin = useMe().role === 'admin';
  const [shown, setShown] = useQueryStates({ open: parseAsString, new: parseAsBoolean });
  const list = useQuery(
    trpc.agents.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some((row) => row.test?.state === 'running') ? BUSY_MS : false),
    }),
  );
  if (!isAdmin) return <NotForYou title="Agents" needs="admin" />;
  const rows = list.data ?? [];
  const add = (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => void setShown({ new: true, open: null })}>
      Add an agent
    </Button>
  );
  return (
    <Page>
      <PageHeader title="Agents" actions={rows.length > 0 && add} meta="Keys stay with the workers; no sandbox ever holds one." />
      {list.isPending && <RowsSkeleton label="Loading agents" />}
      {list.isError && <FailurePanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon={IconRobot} title="No agent may work yet" action={add}>
          Choose an agent and a model, say where its key comes from, and test it.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Agents"
          head={[
            { text: 'Name', width: 180 },
            { text: 'Agent', width: 110 },
            { text: 'Provider', width: 140 },
            { text: 'Model' },
            { text: 'Key', width: 220 },
            { text: 'Last test', width: 130 },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <UnstyledButton className={classes.open} onClick={() => void setShown({ open: row.id, new: null })}>
                  {row.name}
                </UnstyledButton>
              </td>
              <td>{AGENT_WORDS[row.kind].word}</td>
              <td>{row.provider === null ? '' : PROVIDER_WORDS[row.provider]}</td>
              <td title={row.label}>
                <span className={classes.mono}>{row.model}</span>
                {row.label && <span className={classes.label}>{row.label}</span>}
              </td>
              <td title={keyWords(row.key)}>{keyWords(row.key)}</td>
              <td title={row.test?.text}>
                <TestState test={row.test} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <AgentPanel
        profile={shown.new ? null : (rows.find(({ id }) => id === shown.open) ?? null)}
        isNew={shown.new === true}
        onClose={() => void setShown({ new: null, open: null })}
        onSaved={(id) => void setShown({ new: null, open: id })}
      />
    </Page>
  );
};
