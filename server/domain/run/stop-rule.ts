import type { Contract } from '../contract/contract.ts';

export type StopFacts = {
  /** When the agent was started, epoch milliseconds. */
  readonly startedAt: number;
  /** Total time paused since then; a pause does not use up the agent's minutes. */
  readonly pausedMs: number;
  /** The last sign of work, or the last resume, whichever is later. */
  readonly lastProgressAt: number;
  readonly now: number;
  readonly stop: Pick<Contract['stop'], 'minutes' | 'noProgressMinutes'>;
};

export type StopVerdict = { readonly limit: 'minutes' | 'no_progress'; readonly text: string };

const MINUTE_MS = 60_000;

/** Has the stop rule been reached? Null while the run may go on. A clock that went backwards stops nothing. */
export const stopVerdict = ({ startedAt, pausedMs, lastProgressAt, now, stop }: StopFacts): StopVerdict | null => {
  const worked = now - startedAt - Math.max(0, pausedMs);
  if (worked >= stop.minutes * MINUTE_MS) {
    return { limit: 'minutes', text: `The ${stop.minutes} ${stop.minutes === 1 ? 'minute' : 'minutes'} of the stop rule are used up.` };
  }
  if (now - lastProgressAt >= stop.noProgressMinutes * MINUTE_MS) {
    return {
      limit: 'no_progress',
      text: `No progress for ${stop.noProgressMinutes} ${stop.noProgressMinutes === 1 ? 'minute' : 'minutes'}, as the stop rule says.`,
    };
  }
  return null;
};

/** When to look again: the earliest moment at which the verdict can change. */
export const nextStopCheckAt = ({ startedAt, pausedMs, lastProgressAt, stop }: Omit<StopFacts, 'now'>): number =>
  Math.min(startedAt + Math.max(0, pausedMs) + stop.minutes * MINUTE_MS, lastProgressAt + stop.noProgressMinutes * MINUTE_MS);
