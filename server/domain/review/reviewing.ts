import { SEVERITIES, type Severity } from '../risk/finding.ts';
import type { Review } from './review.ts';

/** How far back somebody sees their own reviewing. */
export const REVIEWING_MS = 90 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** One word that a person gave about an artifact, with what is recorded of how they came to it. */
export type ReviewedArtifact = {
  readonly verdict: Review['verdict'];
  /** How long they had it in front of them before they gave it; null when no page reported it. */
  readonly openMs: number | null;
  /** Changed lines that a person reads; generated ones are not. */
  readonly lines: number;
  readonly files: number;
  readonly viewed: number;
  readonly findings: number;
  readonly answered: number;
  readonly worst: Severity | null;
};

export type Reviewing = {
  readonly reviews: number;
  readonly approvals: number;
  /** Medians over those of which it is known; null when it is known of none. */
  readonly openMs: number | null;
  readonly linesAMinute: number | null;
  readonly viewedShare: number | null;
  readonly answeredShare: number | null;
  /** Approvals with a medium or worse finding whose time is known, and those of them that took less than a minute. */
  readonly withMedium: number;
  readonly quickWithMedium: number;
};

/** For the one who reviewed, to see themselves: nothing in it compares people. */
export const reviewingOf = (reviewed: readonly ReviewedArtifact[]): Reviewing => {
  const approved = reviewed.filter(({ verdict }) => verdict === 'approve');
  const withMedium = approved.filter(
    ({ worst, openMs }) => worst !== null && SEVERITIES.indexOf(worst) >= SEVERITIES.indexOf('medium') && openMs !== null,
  );
  return {
    reviews: reviewed.length,
    approvals: approved.length,
    openMs: median(reviewed.flatMap(({ openMs }) => openMs ?? [])),
    linesAMinute: median(reviewed.flatMap(linesAMinute)),
    viewedShare: median(reviewed.flatMap(({ files, viewed }) => (files === 0 ? [] : Math.min(1, viewed / files)))),
    answeredShare: median(reviewed.flatMap(({ findings, answered }) => (findings === 0 ? [] : Math.min(1, answered / findings)))),
    withMedium: withMedium.length,
    quickWithMedium: withMedium.filter(({ openMs }) => openMs !== null && openMs < MINUTE_MS).length,
  };
};

/** How fast it was read; nothing when it is not known, or when there was nothing to read. */
export const linesAMinute = ({ lines, openMs }: Pick<ReviewedArtifact, 'lines' | 'openMs'>): readonly number[] =>
  openMs === null || openMs === 0 || lines === 0 ? [] : [(lines * MINUTE_MS) / openMs];

const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};
