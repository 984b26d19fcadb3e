import type { RunStatus } from '../../server/domain/run/status.ts';
import type { ReviewRow, ReviewTurn } from '../../server/ports/read-model.ts';
import { formatDuration } from '../ui/format.ts';

export type QueueSection = { readonly id: ReviewTurn; readonly title: string; readonly hint: string; readonly rows: readonly ReviewRow[] };

const SECTIONS: readonly Omit<QueueSection, 'rows'>[] = [
  { id: 'yours', title: 'Your review', hint: 'You may decide these' },
  { id: 'agent', title: 'Waiting for agent', hint: 'It works on these, or will' },
  { id: 'checks', title: 'Waiting for checks', hint: 'We run the checks of the contract' },
  { id: 'landing', title: 'Approved, landing', hint: 'Nothing to do unless it gets stuck' },
  { id: 'others', title: 'Waiting for others', hint: 'Somebody else decides' },
];

/** What came back to you after your comments: a later run of a task, and your turn. */
const isBack = (row: ReviewRow): boolean => row.turn === 'yours' && row.runNumber > 1;

/** Each row in exactly one section, in the order in which the server put them. Empty sections are left out. */
export const queueSections = (rows: readonly ReviewRow[]): readonly (QueueSection & { readonly key: string })[] =>
  SECTIONS.flatMap((section) => {
    const mine = rows.filter((row) => row.turn === section.id && !isBack(row));
    const first = { ...section, key: section.id, rows: mine };
    if (section.id !== 'yours') return [first];
    return [
      first,
      { id: 'yours' as const, key: 'back', title: 'Back to you', hint: 'The agent answered your comments', rows: rows.filter(isBack) },
    ];
  }).filter((section) => section.rows.length > 0);

/** What to say when nothing is the viewer's turn. `now` in epoch ms. */
export const emptyQueueText = (rows: readonly ReviewRow[], now: number): string => {
  if (rows.length === 0) return 'Nothing is in review. Artifacts appear here when a run has come back and our checks are done.';
  const parts = (['checks', 'agent', 'others', 'landing'] as const).flatMap((turn) => {
    const waiting = rows.filter((row) => row.turn === turn);
    const oldest = waiting.reduce((least, row) => Math.min(least, row.waitingSince), Number.POSITIVE_INFINITY);
    if (waiting.length === 0) return [];
    const noun = waiting.length === 1 ? 'item' : 'items';
    const words = { checks: 'waiting for checks', agent: 'with the agent', others: 'waiting for others', landing: 'landing' }[turn];
    return [`${waiting.length} ${noun} ${words}, the oldest for ${formatDuration(now - oldest)}`];
  });
  return `Nothing needs you. ${parts.join('; ')}.`;
};

/** Whether there is an artifact to open; before that there is only the run. */
export const hasComeBack = (status: RunStatus): boolean =>
  !['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'FAILED', 'CANCELLED'].includes(status);

export const hrefOf = (row: Pick<ReviewRow, 'runId' | 'status'>): string =>
  hasComeBack(row.status) ? `/reviews/${row.runId}` : `/runs/${row.runId}`;

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
