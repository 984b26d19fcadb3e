'use client';

import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';

type Item = {
  readonly runId: string;
  readonly title: string;
  readonly owner: { readonly id: string; readonly isAssigned: boolean } | null;
};

const NOTICE = 'desk-act';
const NOTICE_MS = 10_000;

/** Snooze, assign and take over, each shown at once and, where that is possible, undone with `z`. */
export const useDeskActs = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const last = useRef<(() => void) | null>(null);
  const renew = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.inbox.pathKey() }),
    ]);
  const options = {
    onSettled: renew,
    onError: (error: unknown) =>
      notifications.show({ id: NOTICE, color: 'red', title: 'That was not done', message: failureOf(error).message }),
  };
  const snooze = useMutation(trpc.desk.snooze.mutationOptions(options));
  const wake = useMutation(trpc.desk.wake.mutationOptions(options));
  const assign = useMutation(trpc.desk.assign.mutationOptions(options));

  const undo = () => {
    const act = last.current;
    last.current = null;
    notifications.hide(NOTICE);
    act?.();
  };
  const tell = (title: string, message: string, back: () => void) => {
    last.current = back;
    notifications.hide(NOTICE);
    notifications.show({ id: NOTICE, title, message: `${message} Press z to undo.`, autoClose: NOTICE_MS });
  };
  return {
    undo,
    snooze: (item: Item, forMs: number | null) =>
      snooze.mutate(
        { runId: item.runId, forMs },
        { onSuccess: () => tell('Snoozed', `“${item.title}” is out of your sight.`, () => wake.mutate({ runId: item.runId })) },
      ),
    wake: (item: Item) => wake.mutate({ runId: item.runId }),
    assign: (item: Item, to: { readonly id: string; readonly name: string } | null) => {
      // Only an assignment can be put back; who merely read it takes it again by opening it.
      const before = item.owner?.isAssigned ? item.owner.id : null;
      assign.mutate(
        { runId: item.runId, toId: to?.id ?? null },
        {
          onSuccess: () =>
            tell(to ? `Assigned to ${to.name}` : 'Nobody has it now', `“${item.title}”.`, () =>
              assign.mutate({ runId: item.runId, toId: before }),
            ),
        },
      );
    },
  };
};
export type DeskActs = ReturnType<typeof useDeskActs>;
