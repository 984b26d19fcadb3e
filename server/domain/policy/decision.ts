/** What policy says about an artifact: a tree with the facts seen and wanted. Stored, drawn and tested as it is. */
export const DISPOSITIONS = [
  'BLOCK',
  'HOLD',
  'CHANGES_REQUESTED',
  'BOUNCE',
  'WAIT',
  'AUTO_MERGE',
  'REVIEW',
  'UNSATISFIABLE',
  'APPROVED',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export type Truth = true | false | 'unknown';

/** Which policy spoke. `digest` is of all its layers together; they are listed when a repository has its own. */
export type PolicyRef = {
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  readonly layers?: readonly { readonly name: string; readonly version: number; readonly digest: string }[];
};

/** `default@3`, or `default@3 with payments@2` where a repository adds to it. */
export const policyName = ({ name, version, layers = [] }: Pick<PolicyRef, 'name' | 'version' | 'layers'>): string =>
  layers.length < 2 ? `${name}@${version}` : layers.map((layer) => `${layer.name}@${layer.version}`).join(' with ');

/** One predicate, with what was seen and what was wanted; `children` for `all`, `any` and `not`. */
export type PredicateNode = {
  readonly predicate: string;
  readonly result: Truth;
  /** Says it for a person: `src/a.ts is outside docs`. */
  readonly sentence: string;
  readonly seen: string;
  readonly wanted: string;
  readonly children: readonly PredicateNode[];
};

export type RuleNode = {
  readonly rule: string;
  readonly effect: 'block' | 'require' | 'bounce' | 'auto_merge';
  readonly state: 'matched' | 'not_matched' | 'unknown' | 'disabled';
  /** Does the rule act on this decision? Unknown applies for block and require, never for bounce and auto_merge. */
  readonly applies: boolean;
  readonly description: string;
  /** What the policy says to the person or the agent when the rule acts. */
  readonly message: string;
  readonly condition: PredicateNode | null;
};

export type OpenSlot = {
  readonly count: number;
  readonly roles: readonly string[];
  /** Names of people who count. */
  readonly have: readonly string[];
  readonly missing: number;
  /** Names of people who could. */
  readonly candidates: readonly string[];
};

/** What an approval still has to bring besides the person: the page asks for exactly this. */
export type Asks = {
  readonly reason: boolean;
  readonly checklist: readonly string[];
  readonly viewed: { readonly which: 'matched' | 'all'; readonly paths: readonly string[] } | null;
  readonly findings: readonly { readonly id: string; readonly fingerprint: string }[];
  readonly threads: boolean;
  readonly reauth: boolean;
  /** Null: nothing to wait for, or not known until when. */
  readonly cooldownUntil: number | null;
};

/** A block that nothing but these people can let through. */
export type OpenRelease = {
  readonly rule: string;
  readonly roles: readonly string[];
  readonly count: number;
  readonly have: readonly string[];
  readonly missing: number;
  readonly candidates: readonly string[];
};

export type Decision = {
  readonly disposition: Disposition;
  readonly policy: PolicyRef;
  readonly factsDigest: string;
  readonly because: readonly string[];
  readonly trace: readonly RuleNode[];
  readonly needs: readonly OpenSlot[];
  readonly asks: Asks;
  readonly releases: readonly OpenRelease[];
  /** Blocks that somebody let through, in words. Work that landed this way is read by a second person afterwards. */
  readonly overrides: readonly string[];
  /** The requester approved it under solo mode. */
  readonly isSelfApproved: boolean;
  readonly missing: readonly string[];
  readonly ignored: readonly { readonly person: string; readonly why: string }[];
  readonly nearestAutomatic: { readonly rule: string; readonly heldBy: readonly string[] } | null;
};

/** Is something asked that a person who has approved can still add? */
export const isMoreAsked = ({ reason, checklist, viewed, findings, reauth }: Asks): boolean =>
  reason || reauth || checklist.length > 0 || viewed !== null || findings.length > 0;

export const NO_ASKS: Asks = {
  reason: false,
  checklist: [],
  viewed: null,
  findings: [],
  threads: false,
  reauth: false,
  cooldownUntil: null,
};
