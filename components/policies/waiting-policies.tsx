'use client';

import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import Link from 'next/link';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { layerWords } from './layer-name.ts';
import classes from './policies.module.css';

type Waiting = PolicyLayer & { readonly pending: NonNullable<PolicyLayer['pending']> };

export const isWaiting = (layer: PolicyLayer): layer is Waiting => layer.pending !== null;

/** Is this person one who may confirm it? Neither who wrote it nor who asks for it. */
export const mayConfirm = ({ pending }: Waiting, personId: string): boolean =>
  pending.requestedBy.id !== personId && pending.policy.authorId !== personId;

/** Policies that let more through and wait for a second admin. */
export const WaitingPolicies = ({ layers, personId, isAdmin }: { layers: readonly Waiting[]; personId: string; isAdmin: boolean }) => (
  <>
    {layers.map((layer) => {
      const { policy, requestedBy, requestedAt, reason } = layer.pending;
      const isMine = isAdmin && mayConfirm(layer, personId);
      return (
        <section className={classes.waiting} key={layer.pending.id} aria-label="A policy waits" data-testid="policy-waits">
          <IconShieldCheck size={18} aria-hidden />
          <div className={classes.waitingWords}>
            <p>
              <strong>
                {policy.name}, version {policy.version}, waits for {isMine ? 'your confirmation' : 'a second admin'}.
              </strong>{' '}
              <SafeText text={requestedBy.name} /> asked <RelativeTime at={requestedAt} /> to put it in force for {layerWords(layer)}. It
              lets more through than what is in force.
            </p>
            <p className={classes.reason}>
              <SafeText text={reason} />
            </p>
          </div>
          <Button component={Link} href={`/policies/${policy.id}`} variant={isMine ? 'filled' : 'default'}>
            {isMine ? 'Look and decide' : 'Look at it'}
          </Button>
        </section>
      );
    })}
  </>
);
