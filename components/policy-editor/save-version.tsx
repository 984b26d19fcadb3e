'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../api/trpc.tsx';
import type { PolicyCheck, PolicyVersionRow } from '../policy-evidence/policy-api.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './editor.module.css';

/** Keeps the text as a version and goes to it: there it is tried and put in force. */
export const SaveVersion = ({
  repositoryId,
  text,
  note,
  onNote,
  basedOn,
  newest,
  onRebase,
  check,
  onSaved,
}: {
  repositoryId: string | null;
  text: string;
  note: string;
  onNote: (note: string) => void;
  basedOn: string | null;
  newest: PolicyVersionRow | null;
  onRebase: (basedOn: string | null) => void;
  /** Of this very text; null while it is not known. */
  check: PolicyCheck | null;
  onSaved: () => void;
}) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const save = useMutation(
    trpc.policy.saveDraft.mutationOptions({
      onSuccess: ({ id }) => {
        onSaved();
        router.push(`/policies/${id}`);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.policy.pathKey() }),
    }),
  );
  const isStale = newest !== null && basedOn !== newest.id;
  const why =
    check === null
      ? 'Waiting for the check of this text.'
      : check.problems.length > 0
        ? 'A text with errors cannot be saved as a version. It is kept in this browser.'
        : check.unchanged
          ? 'It says what is in force already.'
          : null;
  return (
    <section className={classes.save} aria-label="Save">
      {isStale && (
        <p role="status" className={classes.refused}>
          {newest.author?.name ?? 'Somebody'} saved version {newest.version} after this text was begun. Look at what changes, then{' '}
          <Button variant="default" size="compact-xs" onClick={() => onRebase(newest.id)}>
            go on from version {newest.version}
          </Button>
        </p>
      )}
      <form
        className={classes.saveLine}
        onSubmit={(event) => {
          event.preventDefault();
          if (why === null && !isStale) save.mutate({ repositoryId, yaml: text, note: note.trim(), basedOn });
        }}
      >
        <TextInput
          className={classes.note}
          label="Note"
          description="Why, for whoever reads the history."
          maxLength={500}
          value={note}
          onChange={(event) => onNote(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={why !== null || isStale}>
          Save as a version
        </Button>
      </form>
      {why && <p className={classes.rest}>{why}</p>}
      <FailurePanel error={save.error} />
    </section>
  );
};
