'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { useNow } from '../ui/now.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { DeskDialogs } from './desk-dialogs.tsx';
import { roughSpan } from './queue-sections.ts';
import classes from './room-owner.module.css';
import { useDeskActs } from './use-desk-acts.tsx';

const SEEN_MS = 60_000;

/** Who looks after this artifact. Opening the room takes it when nobody has it; while the room is in sight it stays taken. */
export const RoomOwner = ({ room }: { room: ReviewRoom }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const now = useNow();
  const acts = useDeskActs();
  const [isAssigning, setAssigning] = useState(false);
  const runId = room.run.id;
  const mayHave = room.mayDecide.allowed;
  // The room itself may be megabytes: it is read again when its state says that the owner is another.
  const renew = () =>
    Promise.all([trpc.reviews.roomState, trpc.reviews.queue].map((read) => queries.invalidateQueries({ queryKey: read.pathKey() })));
  const { mutate: claim } = useMutation(trpc.desk.claim.mutationOptions({ onSuccess: renew }));
  const takeOver = useMutation(trpc.desk.takeOver.mutationOptions({ onSuccess: renew }));
  useEffect(() => {
    if (!mayHave) return;
    const seen = () => document.visibilityState === 'visible' && claim({ runId });
    seen();
    const timer = setInterval(seen, SEEN_MS);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [claim, mayHave, runId]);
  useKeys(
    {
      s: { label: 'Hand over to somebody', run: () => setAssigning(true), when: mayHave },
      z: { label: 'Undo handing over', run: acts.undo },
    },
    'Reading room',
  );

  const { owner } = room;
  if (!mayHave && !owner) return null;
  const isMine = owner?.id === me.id;
  const span = owner && owner.readingSince !== null ? roughSpan(now - owner.readingSince) : null;
  const row = { runId, title: room.run.task.title, owner };
  return (
    <div
      className={classes.owner}
      data-mine={isMine || undefined}
      data-taken={(owner !== null && !isMine) || undefined}
      data-testid="owner"
    >
      <span role="status">
        {!owner ? (
          'Nobody has it.'
        ) : isMine ? (
          owner.isAssigned ? (
            'It is assigned to you.'
          ) : (
            'You have it while this page is open.'
          )
        ) : (
          <>
            <b>
              <SafeText text={owner.name} />
            </b>{' '}
            {span === null ? 'has it; they have not opened it now.' : `is reading this since ${span}.`}
          </>
        )}
      </span>
      {mayHave && owner && !isMine && (
        <Button size="compact-xs" variant="default" loading={takeOver.isPending} onClick={() => takeOver.mutate({ runId })}>
          Take over
        </Button>
      )}
      {mayHave && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAssigning(true)}>
          {isMine ? 'Hand over' : 'Assign'}
        </Button>
      )}
      <FailurePanel error={takeOver.error} />
      <DeskDialogs asked={isAssigning ? { row, what: 'assign' } : null} onClose={() => setAssigning(false)} acts={acts} />
    </div>
  );
};
