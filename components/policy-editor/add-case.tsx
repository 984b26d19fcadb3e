'use client';

import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './editor.module.css';

/** Makes a case from what was decided about an artifact: the same facts have to come to the same from then on. */
export const AddCase = ({ isOff, onCase }: { isOff: boolean; onCase: (yaml: string) => void }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: unknown }>({ isBusy: false, error: null });
  const runId = /run_\w+/.exec(typed)?.[0] ?? null;
  const make = async (id: string) => {
    setState({ isBusy: true, error: null });
    try {
      const { yaml } = await queries.fetchQuery(trpc.policy.caseFrom.queryOptions({ runId: id }));
      onCase(yaml);
      setTyped('');
      setState({ isBusy: false, error: null });
    } catch (error) {
      setState({ isBusy: false, error });
    }
  };
  return (
    <>
      <form
        className={classes.addCase}
        onSubmit={(event) => {
          event.preventDefault();
          if (runId !== null && !isOff) void make(runId);
        }}
      >
        <TextInput
          className={classes.note}
          label="Make a case from a decision"
          description="Paste the address of an artifact. Its facts have to come to the same from then on."
          placeholder="/reviews/run_…"
          maxLength={300}
          value={typed}
          error={typed.trim() !== '' && runId === null ? 'This is not the address of an artifact.' : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={state.isBusy} disabled={runId === null || isOff}>
          Add the case
        </Button>
      </form>
      <FailurePanel error={state.error} />
    </>
  );
};
