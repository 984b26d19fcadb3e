'use client';

import { Button, Group } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AgentProfileView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { TestState } from './agent-state.tsx';
import classes from './agents.module.css';

/** Starts the real agent in the real sandbox with one short prompt, and says what came back. */
export const AgentTest = ({ profile }: { profile: AgentProfileView }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const test = useMutation(
    trpc.agents.test.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.agents.list.queryKey() }) }),
  );
  const isRunning = profile.test?.state === 'running';
  return (
    <div className={classes.test} data-testid="agent-test">
      <Group justify="space-between" role="status">
        <span>
          <TestState test={profile.test} /> {profile.test && <RelativeTime at={profile.test.at} />}
        </span>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={test.isPending}
          disabled={isRunning}
          onClick={() => test.mutate({ id: profile.id })}
        >
          Test
        </Button>
      </Group>
      {isRunning && (
        <p className={classes.testText}>A worker starts the agent in a sandbox and asks it for one word. You may close this; it goes on.</p>
      )}
      {!isRunning && profile.test?.text && <p className={classes.testText}>{profile.test.text}</p>}
      <FailurePanel error={test.error} />
    </div>
  );
};
