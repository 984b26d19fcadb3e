'use client';

import { Button, PasswordInput, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OpenRelease } from '../../server/domain/policy/decision.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './action-form.module.css';

/** Every block that still holds: who lets it through, and the form for those who may. */
export const ReleaseForms = ({ room }: { room: ReviewRoom }) => {
  const releases = room.decisions[0]?.decision.releases ?? [];
  const isOpen = room.run.status === 'IN_REVIEW' || room.run.status === 'MERGE_REFUSED';
  if (!isOpen || releases.length === 0) return null;
  return (
    <div data-testid="releases">
      {releases.map((release) => (
        <ReleaseForm key={release.rule} room={room} release={release} />
      ))}
    </div>
  );
};

const ReleaseForm = ({ room, release }: { room: ReviewRoom; release: OpenRelease }) => {
  const trpc = useTRPC();
  const me = useMe();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const [isAsked, setAsked] = useState(false);
  const send = useMutation(
    trpc.reviews.release.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
      onSuccess: () => {
        setReason('');
        setPassword('');
      },
    }),
  );
  const may = release.roles.includes(me.role) && me.id !== room.run.requester.id && !release.have.includes(me.name);
  return (
    <form
      className={classes.notAllowed}
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate({ runId: room.run.id, artifactDigest: room.artifact.digest, rule: release.rule, reason, password });
      }}
    >
      <code>{release.rule}</code> is let through by {release.count} {release.roles.join(' or ')}
      {release.have.length > 0 && <> · has {release.have.join(', ')}</>}
      {release.candidates.length > 0 ? <> · could be {release.candidates.join(', ')}</> : <b> · nobody here may</b>}
      {may && !isAsked && (
        <Button variant="default" size="compact-sm" mt={6} display="block" onClick={() => setAsked(true)}>
          Let it through
        </Button>
      )}
      {may && isAsked && (
        <>
          <Textarea
            label="Why it may be let through"
            description="Kept with the decision, and read by a second person afterwards."
            autosize
            minRows={2}
            maxLength={10_000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <PasswordInput
            mt={6}
            label="Your password"
            description="It goes over what policy forbids, so sign in again."
            autoComplete="current-password"
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <FailurePanel error={send.error} />
          <Button
            type="submit"
            color="red"
            size="compact-sm"
            mt={6}
            disabled={reason.trim().length < 3 || password === ''}
            loading={send.isPending}
          >
            Let {release.rule} through
          </Button>
        </>
      )}
    </form>
  );
};
