'use client';

import { useCallback } from 'react';
import { type Given, givenSchema } from '../../server/domain/review/review.ts';
import { useMe } from '../api/session.tsx';
import { useStoredValue } from '../artifact-diff/stored-value.ts';

type Kept = Pick<Given, 'checklist' | 'acks'>;
const NOTHING: Kept = { checklist: [], acks: {} };

const parse = (text: string | null): Kept => {
  try {
    const parsed = givenSchema.safeParse(JSON.parse(text ?? '{}'));
    return parsed.success ? { checklist: parsed.data.checklist, acks: parsed.data.acks } : NOTHING;
  } catch {
    return NOTHING;
  }
};
const print = (kept: Kept): string | null =>
  kept.checklist.length === 0 && Object.keys(kept.acks).length === 0 ? null : JSON.stringify(kept);

export type GivenDraft = Kept & {
  tick(item: string): void;
  answer(fingerprint: string, ack: Given['acks'][string]): void;
  clear(): void;
};

/** What this person has ticked off and answered on one artifact and not sent; kept in this browser like their comments. */
export const useGiven = (digest: string): GivenDraft => {
  const me = useMe();
  const [kept, change] = useStoredValue(`countersign.given.${digest}.${me.id}`, parse, print);
  const tick = useCallback(
    (item: string) =>
      change((now) => ({
        ...now,
        checklist: now.checklist.includes(item) ? now.checklist.filter((entry) => entry !== item) : [...now.checklist, item],
      })),
    [change],
  );
  const answer = useCallback(
    (fingerprint: string, ack: Given['acks'][string]) => change((now) => ({ ...now, acks: { ...now.acks, [fingerprint]: ack } })),
    [change],
  );
  const clear = useCallback(() => change(() => NOTHING), [change]);
  return { ...kept, tick, answer, clear };
};
