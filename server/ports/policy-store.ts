import type { Direction } from '../domain/policy/compare-decisions.ts';
import type { Disposition } from '../domain/policy/decision.ts';
import type { PolicyText } from '../domain/policy/effective-policy.ts';
import type { PolicyFacts } from '../domain/policy/facts.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Act } from './web-store.ts';

/** A layer is named by its repository; null is the installation's own. */
export type Layer = string | null;
type Who = { readonly id: string; readonly name: string };

export const POLICY_STATES = ['draft', 'shadow', 'waiting_for_second', 'in_force', 'superseded'] as const;

export type PolicyVersionView = {
  readonly id: string;
  readonly repositoryId: Layer;
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  /** Null for what the installation started with. */
  readonly author: Who | null;
  readonly note: string;
  readonly createdAt: number;
  readonly state: (typeof POLICY_STATES)[number];
  /** When it last took effect, who asked for that, and the second admin, where one was needed. */
  readonly activatedAt: number | null;
  readonly activatedBy: Who | null;
  readonly confirmedBy: Who | null;
};

type VersionRef = Pick<PolicyVersionView, 'id' | 'name' | 'version' | 'digest'>;

export type PendingActivation = {
  readonly id: string;
  readonly policy: VersionRef & { readonly authorId: string | null };
  readonly requestedBy: Who;
  readonly requestedAt: number;
  readonly reason: string;
  /** In what it lets more through, in sentences. */
  readonly widening: readonly string[];
};

export type PolicyLayerView = {
  readonly repositoryId: Layer;
  readonly repositoryName: string | null;
  /** Null for a repository that adds nothing to the installation's policy. */
  readonly inForce: (VersionRef & { readonly since: number }) | null;
  readonly shadow: (VersionRef & { readonly since: number; readonly by: Who }) | null;
  readonly pending: PendingActivation | null;
};

/** All that is in force at one moment. */
export type PoliciesInForce = {
  readonly installation: PolicyText;
  readonly repositories: readonly { readonly repositoryId: string; readonly name: string; readonly text: PolicyText }[];
};

/** What was in force when something was worked out: the ids of the versions, sorted. When it is another now, nothing is written. */
export type SeenInForce = readonly string[];

export type StoredFacts = { readonly runId: string; readonly repositoryId: string; readonly facts: PolicyFacts };

export type ReplayedItem = { readonly runId: string; readonly taskNumber: number; readonly title: string };

export type ShadowReport = {
  /** Since the version was first tried. */
  readonly decisions: number;
  readonly counts: Readonly<Record<Direction, number>>;
  /** Those that would have been others, newest first. */
  readonly items: readonly (ReplayedItem & {
    readonly at: number;
    readonly was: Disposition;
    readonly would: Disposition;
    readonly direction: Direction;
  })[];
};

/**
 * Versions of policies and what became of them. Versions are written once. Every write is one transaction with its audit entry, and
 * they happen one after the other over all processes, so that of two at once the second sees what the first did.
 */
export interface PolicyStore {
  layers(): Promise<readonly PolicyLayerView[]>;
  /** Newest first. */
  versions(repositoryId: Layer): Promise<readonly PolicyVersionView[]>;
  version(id: string): Promise<(PolicyVersionView & { readonly yaml: string }) | null>;
  activation(id: string): Promise<(PendingActivation & { readonly repositoryId: Layer }) | null>;
  inForce(): Promise<PoliciesInForce>;

  /**
   * Saves a text as a version with the next number of its layer; `yamlOf` puts the number into the text. What says the same is the
   * same version. `stale_page` when the newest version is not `basedOn` (null: there is none yet).
   */
  saveDraft(
    input: {
      readonly repositoryId: Layer;
      readonly name: string;
      readonly digest: string;
      readonly yamlOf: (version: number) => string;
      readonly note: string;
      readonly basedOn: string | null;
    } & Act,
  ): Promise<Result<{ readonly id: string; readonly version: number; readonly isNew: boolean }>>;

  /** Ends the one that is tried in the same layer. Trying the same one again changes nothing. */
  startShadow(input: { readonly policyId: string } & Act): Promise<Result<void>>;
  stopShadow(input: { readonly policyId: string } & Act): Promise<Result<void>>;
  shadowReport(policyId: string, limit: number): Promise<ShadowReport>;

  /**
   * Puts a version in force, or, when it is wider, writes down that a second admin is asked. `stale_page` when `replaces` is not in
   * force in its layer any more, when anything else of `seen` is not, or when another version waits there already. The same request
   * again changes nothing. What takes effect overtakes what waits in its layer, and the job that decides again about waiting work goes with it.
   */
  requestActivation(
    input: {
      readonly policyId: string;
      readonly reason: string;
      readonly replaces: string | null;
      readonly seen: SeenInForce;
      readonly isWider: boolean;
      readonly widening: readonly string[];
    } & Act,
  ): Promise<Result<{ readonly activationId: string | null; readonly state: 'in_force' | 'waiting_for_second' }>>;
  /** The second admin says yes. Who may is decided before; that it still waits, here. */
  confirmActivation(input: { readonly activationId: string; readonly seen: SeenInForce } & Act): Promise<Result<void>>;
  refuseActivation(
    input: { readonly activationId: string; readonly how: 'declined' | 'withdrawn'; readonly reason: string } & Act,
  ): Promise<Result<void>>;

  /** The touched paths of the last changes of a repository, or of some of all of them, newest first. */
  changes(repositoryId: Layer): Promise<readonly (readonly string[])[]>;
  /** The facts of the newest decision about each artifact that came since `since`, newest first, in batches that fit into memory. */
  facts(query: { readonly repositoryId: Layer; readonly since: number; readonly limit: number }): AsyncIterable<readonly StoredFacts[]>;
  factsOf(runId: string): Promise<{ readonly facts: PolicyFacts; readonly repositoryId: string; readonly item: ReplayedItem } | null>;
  items(runIds: readonly string[]): Promise<ReadonlyMap<string, ReplayedItem>>;
}
