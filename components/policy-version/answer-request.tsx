'use client';

import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { WideningList } from '../policy-evidence/widening-list.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import classes from './version.module.css';

type Pending = NonNullable<PolicyLayer['pending']>;

/** Who asks for what and why; the second admin confirms or declines, and whoever asked may withdraw it. */
export const AnswerRequest = ({ pending, inForce }: { pending: Pending; inForce: PolicyLayer['inForce'] }) => {
  const trpc = useTRPC();
  const me = useMe();
  const queries = useQueryClient();
  const [why, setWhy] = useState('');
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.policy.pathKey() });
  const said = (message: string) => () => notifications.show({ message });
  const confirm = useMutation(
    trpc.policy.confirm.mutationOptions({
      onSuccess: said(`${pending.policy.name}, version ${pending.policy.version}, is in force.`),
      onSettled,
    }),
  );
  const decline = useMutation(trpc.policy.decline.mutationOptions({ onSuccess: said('Declined. What is in force stays.'), onSettled }));
  const withdraw = useMutation(trpc.policy.withdraw.mutationOptions({ onSuccess: said('Withdrawn. What is in force stays.'), onSettled }));
  const isAdmin = hasRole(me.role, 'admin');
  const isRequester = pending.requestedBy.id === me.id;
  const isAuthor = pending.policy.authorId === me.id;
  const isBusy = confirm.isPending || decline.isPending || withdraw.isPending;
  const activationId = pending.id;
  return (
    <div className={classes.request} data-testid="request">
      <Section
        title="A second admin has to confirm it"
        hint={
          <>
            <SafeText text={pending.requestedBy.name} /> asked <RelativeTime at={pending.requestedAt} />
            {inForce && `, instead of version ${inForce.version}`}
          </>
        }
      >
        <blockquote className={classes.quote}>
          <SafeText text={pending.reason} multiline />
        </blockquote>
        <WideningList title="What it lets through that is held now" sentences={pending.widening} />
        <FailurePanel error={confirm.error ?? decline.error ?? withdraw.error} />
        {isRequester && isAdmin && (
          <div className={classes.acts}>
            <span className={classes.quiet}>You asked for it, so another admin has to confirm it.</span>
            <Button variant="default" loading={withdraw.isPending} disabled={isBusy} onClick={() => withdraw.mutate({ activationId })}>
              Withdraw it
            </Button>
          </div>
        )}
        {isAdmin && !isRequester && (
          <div className={classes.acts}>
            {isAuthor ? (
              <span className={classes.quiet}>You wrote it, so another admin has to confirm it.</span>
            ) : (
              <Button loading={confirm.isPending} disabled={isBusy} onClick={() => confirm.mutate({ activationId })}>
                Confirm: put it in force
              </Button>
            )}
            <TextInput
              className={classes.why}
              aria-label="Why you decline"
              placeholder="Why you decline"
              maxLength={1_000}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
            />
            <Button
              variant="default"
              loading={decline.isPending}
              disabled={isBusy || why.trim().length < 3}
              onClick={() => decline.mutate({ activationId, reason: why.trim() })}
            >
              Decline
            </Button>
          </div>
        )}
      </Section>
    </div>
  );
};
