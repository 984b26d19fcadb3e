import { SEVERITIES, type Severity } from '../risk/finding.ts';

export type QueueItem = {
  readonly runId: string;
  readonly worst: Severity | null;
  /** Epoch ms since when it waits. */
  readonly since: number;
  /** Added and deleted together. */
  readonly lines: number;
  /** Tasks that cannot start before something is reviewed here, and since when the oldest of them waits. */
  readonly heldBack: { readonly tasks: number; readonly since: number } | null;
};

/** Where an item stands: compared from left to right. The last part makes any two items differ. */
export type QueuePlace = readonly [risk: number, age: number, blocking: number, size: number, since: number, runId: string];

const HOUR_MS = 3_600_000;

/** How long an artifact of this severity should wait at most; a high one is looked at sooner. */
export const TARGET_WAIT_MS: Readonly<Record<Severity, number>> = {
  critical: HOUR_MS,
  high: 4 * HOUR_MS,
  medium: 8 * HOUR_MS,
  low: 24 * HOUR_MS,
  info: 24 * HOUR_MS,
};

export const dueAt = ({ worst, since }: Pick<QueueItem, 'worst' | 'since'>): number => since + TARGET_WAIT_MS[worst ?? 'info'];

/** For the page: what "late" is measured against. */
export const sayTargets = (): string => {
  const said = SEVERITIES.toReversed().map((severity) => `${severity} ${sayDuration(TARGET_WAIT_MS[severity])}`);
  return `Targets of this installation for a first look, by the worst finding: ${said.join(', ')}; no findings ${sayDuration(TARGET_WAIT_MS.info)}.`;
};

/** Steps and not exact values: within one step the next factor decides, so that one second of age does not outweigh a thousand lines. */
export const AGE_STEPS = [0.5, 1, 2, 4] as const;
export const BLOCKING_STEPS_MS = [0, HOUR_MS, 8 * HOUR_MS] as const;
/** A reading of 200 to 400 lines is what people do well at one go. */
export const SIZE_STEPS = [50, 200, 400, 1_000] as const;

const stepsUpTo = (value: number, steps: readonly number[]): number => steps.filter((step) => value >= step).length;

/** What holds others up comes before what is small: reading it lets work begin. The database orders by the same steps. */
export const placeOf = (item: QueueItem, now: number): QueuePlace => {
  const target = TARGET_WAIT_MS[item.worst ?? 'info'];
  return [
    item.worst === null ? 0 : -1 - SEVERITIES.indexOf(item.worst),
    -stepsUpTo(Math.max(0, now - item.since) / target, AGE_STEPS),
    item.heldBack === null ? 0 : -stepsUpTo(Math.max(0, now - item.heldBack.since), BLOCKING_STEPS_MS),
    stepsUpTo(item.lines, SIZE_STEPS),
    item.since,
    item.runId,
  ];
};

export const comparePlaces = (a: QueuePlace, b: QueuePlace): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at], b[at]];
  return left === undefined || right === undefined ? 0 : left < right ? -1 : 1;
};

const DECIDES = ['worse finding', 'further past its target', 'holds up other tasks for longer', 'smaller', 'waits longer'] as const;

/** What is known of the item, and the first thing in which it differs from the one after it. */
export const sayWhyHere = (item: QueueItem, next: QueueItem | null, now: number): string => {
  const facts = [
    item.worst === null ? 'no findings' : `worst finding is ${item.worst}`,
    `waits ${sayDuration(now - item.since)}, ${now > dueAt(item) ? `${sayDuration(now - dueAt(item))} past its target` : `due in ${sayDuration(dueAt(item) - now)}`}`,
    ...(item.heldBack ? [`holds up ${item.heldBack.tasks} ${item.heldBack.tasks === 1 ? 'task' : 'tasks'}`] : []),
    `${item.lines} ${item.lines === 1 ? 'line' : 'lines'}`,
  ].join('; ');
  const said = `${facts.charAt(0).toUpperCase()}${facts.slice(1)}.`;
  if (!next) return said;
  const [mine, other] = [placeOf(item, now), placeOf(next, now)];
  const decides = DECIDES[mine.findIndex((part, index) => part !== other[index])];
  return decides ? `${said} Before the next one: ${decides}.` : said;
};

const sayDuration = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`;
};
