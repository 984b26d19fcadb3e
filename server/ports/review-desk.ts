import type { LandedVerdict } from '../domain/review/landed-review.ts';
import type { QueueFilter } from '../domain/review/queue-filter.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { Act } from './web-store.ts';

/** What people agree on around an artifact in review, apart from deciding on it. Each method is one transaction. */
export interface ReviewDesk {
  /**
   * The person opens the room or still has it open. Of two at the same moment one becomes the owner and the other one is told who it is.
   * `not_allowed` for somebody who may not decide here.
   */
  claimReview(input: { readonly runId: string; readonly by: Person; readonly now: number }): Promise<Result<Claimed>>;
  /** As `claimReview`, whoever has it now. */
  takeOverReview(input: { readonly runId: string; readonly by: Person; readonly now: number }): Promise<Result<Claimed>>;
  /** Makes somebody who may decide on it the owner, or nobody. */
  assignReview(input: { readonly runId: string; readonly toId: string | null } & Act): Promise<Result<void>>;

  /** Puts it out of the person's sight until an instant or, with null, until something changes. Again: the newer word counts. */
  snoozeReview(input: {
    readonly runId: string;
    readonly personId: string;
    readonly until: number | null;
    readonly now: number;
  }): Promise<Result<void>>;
  wakeReview(input: { readonly runId: string; readonly personId: string }): Promise<Result<void>>;

  /** `id` null makes a new one; `name_taken` when the person has one of that name. */
  saveReviewView(input: {
    readonly id: string | null;
    readonly personId: string;
    readonly name: string;
    readonly filter: QueueFilter;
  }): Promise<Result<{ readonly id: string }>>;
  removeReviewView(input: { readonly id: string; readonly personId: string }): Promise<Result<void>>;

  /**
   * The word of one person about a change that is in already. `not_allowed` for whoever asked for it, approved it or let a block through for it;
   * `illegal_move` when somebody else was faster. The same word of the same person again is one.
   */
  closeLandedReview(input: {
    readonly runId: string;
    readonly artifactDigest: string;
    readonly verdict: LandedVerdict;
    readonly reason: string;
    readonly by: Person;
    readonly now: number;
  }): Promise<Result<void>>;

  /** How many artifacts may wait unreviewed, in one repository or, with null, in the whole installation. */
  setReviewLimit(input: { readonly repositoryId: string | null; readonly limit: number } & Act): Promise<Result<void>>;
}

export type Claimed = {
  readonly isYours: boolean;
  readonly owner: ReviewOwner;
};

export type ReviewOwner = {
  readonly id: string;
  readonly name: string;
  /** Given to them by somebody, and not only opened by them. */
  readonly isAssigned: boolean;
  /** Epoch ms since when they have had the room open; null when they have not got it open. */
  readonly readingSince: number | null;
};
