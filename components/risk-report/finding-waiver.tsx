'use client';

import { Button, Select, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayWaive } from '../../server/domain/review/waiver.ts';
import type { Finding } from '../../server/domain/risk/finding.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './finding-waiver.module.css';

const DAYS = [7, 30, 90].map((days) => ({ value: `${days}`, label: `${days} days` }));

/** That a finding is waived in this repository, by whom and until when; or, for those who may, the way to say so. */
export const FindingWaiver = ({ room, finding }: { room: ReviewRoom; finding: Finding }) => {
  const trpc = useTRPC();
  const me = useMe();
  const list = useQuery(trpc.waivers.list.queryOptions());
  const [isAsked, setAsked] = useState(false);
  const waiver = list.data?.find((one) => one.fingerprint === finding.fingerprint && one.repository === room.run.repository);
  if (waiver)
    return (
      <p className={classes.waived} data-testid="waived">
        Waived by <PersonName name={waiver.by} /> until <RelativeTime at={waiver.expiresAt} />: <SafeText text={waiver.reason} />
      </p>
    );
  const may = room.run.status === 'IN_REVIEW' && mayWaive(finding, me, room.run.requester.id).ok;
  if (!may || !list.data) return null;
  return isAsked ? (
    <WaiverForm room={room} finding={finding} onDone={() => setAsked(false)} />
  ) : (
    <Button variant="subtle" color="gray" size="compact-xs" className={classes.ask} onClick={() => setAsked(true)}>
      Waive it in this repository
    </Button>
  );
};

const WaiverForm = ({ room, finding, onDone }: { room: ReviewRoom; finding: Finding; onDone: () => void }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('30');
  const add = useMutation(
    trpc.waivers.add.mutationOptions({
      onSuccess: async () => {
        onDone();
        await Promise.all([
          queries.invalidateQueries({ queryKey: trpc.waivers.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
        ]);
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const { artifact, run } = room;
        add.mutate({ runId: run.id, artifactDigest: artifact.digest, fingerprint: finding.fingerprint, reason, days: Number(days) });
      }}
    >
      <Textarea
        label="Why it is no problem here"
        description={`${finding.id} at this place counts as answered in ${room.run.repository}, also in later artifacts.`}
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FailurePanel error={add.error} />
      <div className={classes.foot}>
        <Select
          aria-label="For how long"
          size="xs"
          w={110}
          data={DAYS}
          allowDeselect={false}
          value={days}
          onChange={(value) => setDays(value ?? '30')}
        />
        <Button type="submit" size="xs" disabled={reason.trim().length < 10} loading={add.isPending}>
          Waive it
        </Button>
        <Button variant="default" size="xs" onClick={onDone}>
          Not now
        </Button>
      </div>
    </form>
  );
};
