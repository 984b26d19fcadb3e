'use client';

import { Anchor, Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import type { PolicyLayer, PolicyVersion } from '../policy-evidence/policy-api.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Section } from '../ui/section.tsx';
import classes from './version.module.css';

const LEAST = 3;

/** The way into force. The server checks and replays again before it decides whether a second admin is needed. */
export const ActivationPart = ({
  version,
  inForce,
  pending,
}: {
  version: PolicyVersion;
  inForce: PolicyLayer['inForce'];
  pending: PolicyLayer['pending'];
}) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const activate = useMutation(
    trpc.policy.activate.mutationOptions({
      onSuccess: ({ state }) => {
        setReason('');
        notifications.show({
          message:
            state === 'in_force'
              ? `${version.name}, version ${version.version}, is in force.`
              : 'It lets more through, so a second admin has to confirm it.',
        });
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.policy.pathKey() }),
    }),
  );
  const isAgain = version.activatedAt !== null;
  if (pending)
    return (
      <Section title={isAgain ? 'Put it in force again' : 'Put it in force'}>
        <p className={classes.quiet}>
          Version {pending.policy.version} waits for a second admin. That one is{' '}
          <Anchor component={Link} href={`/policies/${pending.policy.id}`} inherit underline="always">
            decided first
          </Anchor>
          .
        </p>
      </Section>
    );
  return (
    <Section
      title={isAgain ? 'Put it in force again' : 'Put it in force'}
      hint={
        inForce
          ? `It takes the place of version ${inForce.version}. What waits for review is decided again.`
          : 'What waits for review is decided again.'
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim().length >= LEAST)
            activate.mutate({ versionId: version.id, reason: reason.trim(), replaces: inForce?.digest ?? null });
        }}
      >
        <Textarea
          label="Reason"
          description="Kept in the audit log, and shown to the second admin when one is needed."
          maxLength={1_000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailurePanel error={activate.error} />
        <div className={classes.acts}>
          <Button type="submit" loading={activate.isPending} disabled={reason.trim().length < LEAST || version.problem !== null}>
            {version.changed.loosenings.length > 0 ? 'Ask a second admin' : isAgain ? 'Put in force again' : 'Put in force'}
          </Button>
          {activate.isPending && <span className={classes.quiet}>It is checked and replayed over earlier artifacts first.</span>}
        </div>
      </form>
    </Section>
  );
};
