'use client';

import { Button, Modal, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import type { DeskActs } from './use-desk-acts.tsx';

const HOUR_MS = 3_600_000;

/** Until nine in the morning, so many days on, by the viewer's clock. */
const untilMorning = (days: number): number => {
  const morning = new Date();
  morning.setDate(morning.getDate() + days);
  morning.setHours(9, 0, 0, 0);
  return Math.max(60_000, morning.getTime() - Date.now());
};
const SNOOZES: readonly { readonly label: string; readonly forMs: () => number | null }[] = [
  { label: 'For an hour', forMs: () => HOUR_MS },
  { label: 'Until tomorrow morning', forMs: () => untilMorning(1) },
  { label: 'For a week', forMs: () => untilMorning(7) },
  { label: 'Until something changes', forMs: () => null },
];

type Asked = { readonly row: Pick<ReviewRow, 'runId' | 'title' | 'owner'>; readonly what: 'snooze' | 'assign' };

/** For how long, or to whom. */
export const DeskDialogs = ({ asked, onClose, acts }: { asked: Asked | null; onClose: () => void; acts: DeskActs }) => {
  const trpc = useTRPC();
  const me = useMe();
  const choices = useQuery({ ...trpc.desk.choices.queryOptions(), enabled: asked?.what === 'assign' });
  const people = choices.data?.reviewers ?? [];
  if (!asked) return null;
  const { row } = asked;
  const done = (act: () => void) => () => {
    act();
    onClose();
  };
  if (asked.what === 'snooze')
    return (
      <Modal opened onClose={onClose} title="Snooze" size="xs">
        <Stack gap={6}>
          {SNOOZES.map(({ label, forMs }, index) => (
            <Button
              key={label}
              variant="default"
              fullWidth
              justify="flex-start"
              data-autofocus={index === 0 || undefined}
              onClick={done(() => acts.snooze(row, forMs()))}
            >
              {label}
            </Button>
          ))}
        </Stack>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title="Who looks after it" size="xs">
      <Stack gap="sm">
        <Select
          label="Reviewer"
          placeholder="Choose a person"
          data-autofocus
          searchable
          data={people.map(({ id, name }) => ({ value: id, label: id === me.id ? `${name} (you)` : name }))}
          value={null}
          onChange={(id) => {
            const to = people.find((person) => person.id === id);
            if (to) done(() => acts.assign(row, to))();
          }}
        />
        {row.owner && (
          <Button variant="default" onClick={done(() => acts.assign(row, null))}>
            Nobody: let anyone take it
          </Button>
        )}
      </Stack>
    </Modal>
  );
};
