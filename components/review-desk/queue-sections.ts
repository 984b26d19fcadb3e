import type { RunStatus } from '../../server/domain/run/status.ts';
import type { ReviewQueue, ReviewRow, ReviewSection } from '../../server/ports/read-model.ts';
import { countOf, formatDuration } from '../ui/format.ts';

export const SECTION_WORDS: Readonly<Record<ReviewSection, { readonly title: string; readonly hint: string }>> = {
  yours: { title: 'Your review', hint: 'You may decide these' },
  back: { title: 'Back to you', hint: 'The agent answered the comments' },
  second: { title: 'Needs a second person', hint: 'One approval is there; you may give the other' },
  after_release: { title: 'After a release', hint: 'In already, with a block let through; a second person reads it now' },
  agent: { title: 'Waiting for agent', hint: 'It works on these, or will' },
  checks: { title: 'Waiting for checks', hint: 'We run the checks of the contract' },
  landing: { title: 'Approved, landing', hint: 'Nothing to do unless it gets stuck' },
  audit_sample: { title: 'Audit sample', hint: 'Landed without a person and drawn by chance; tell whether it was right' },
  others: { title: 'Waiting for others', hint: 'Somebody else decides' },
  snoozed: { title: 'Snoozed', hint: 'Out of your sight; they come back by themselves' },
};

const NEEDS_YOU: readonly ReviewSection[] = ['yours', 'back', 'second', 'after_release'];
type Counted = readonly Pick<ReviewQueue['sections'][number], 'section' | 'count' | 'oldest'>[];

export const countMine = (sections: Counted): number =>
  sections.reduce((total, { section, count }) => total + (NEEDS_YOU.includes(section) ? count : 0), 0);

const ELSEWHERE = {
  checks: 'waiting for checks',
  agent: 'with the agent',
  others: 'waiting for others',
  landing: 'landing',
  audit_sample: 'in the audit sample',
  snoozed: 'snoozed',
} as const;

/** What waits elsewhere when nothing needs the viewer. `now` in epoch ms. */
export const elsewhereText = (sections: Counted, isFiltered: boolean, now: number): string => {
  const parts = (['checks', 'agent', 'others', 'landing', 'audit_sample', 'snoozed'] as const).flatMap((id) => {
    const waiting = sections.find(({ section }) => section === id);
    if (!waiting || waiting.count === 0 || waiting.oldest === null) return [];
    return [`${countOf(waiting.count, 'item')} ${ELSEWHERE[id]}, the oldest for ${formatDuration(now - waiting.oldest)}`];
  });
  if (parts.length > 0) return `${parts.join('; ')}.`;
  return isFiltered
    ? 'Nothing matches this filter.'
    : 'Nothing is in review. Artifacts appear here when a run has come back and our checks are done.';
};

/** Whether there is an artifact to open; before that there is only the run. */
export const hasComeBack = (status: RunStatus): boolean =>
  !['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'FAILED', 'CANCELLED'].includes(status);

/** `query`: the filter that the reader came with. */
export const hrefOf = (row: Pick<ReviewRow, 'runId' | 'status'>, query = ''): string =>
  hasComeBack(row.status) ? `/reviews/${row.runId}${query}` : `/runs/${row.runId}`;

/** One unit, minutes at least. */
export const roughSpan = (ms: number): string => formatDuration(Math.max(60_000, ms)).split(' ').slice(0, 2).join(' ');

/** How late it is, or how soon it should be looked at. */
export const dueCell = (dueAt: number, now: number): { readonly text: string; readonly isLate: boolean } => {
  const short = roughSpan(Math.abs(dueAt - now));
  return dueAt < now ? { text: `${short} late`, isLate: true } : { text: `due in ${short}`, isLate: false };
};

/** Passed, failed, unknown; amber unless everything ran and passed. No checks at all is nothing to be calm about. */
export const checksCell = ({
  checks,
  status,
}: Pick<ReviewRow, 'checks' | 'status'>): { readonly text: string; readonly tone: 'green' | 'amber' | 'red' | 'quiet' } => {
  if (!hasComeBack(status) || status === 'VERIFYING') return { text: '–', tone: 'quiet' };
  if (checks.run === 0 && checks.unknown === 0) return { text: 'no checks', tone: 'amber' };
  const text = `${checks.passed}/${checks.failed}/${checks.unknown}`;
  return { text, tone: checks.failed > 0 ? 'red' : checks.unknown > 0 ? 'amber' : 'green' };
};
