/** What policy says about an artifact: a tree with the facts seen and wanted. Stored, drawn and tested as it is. */
export type Disposition = 'BLOCK' | 'HOLD' | 'CHANGES_REQUESTED' | 'BOUNCE' | 'WAIT' | 'AUTO_MERGE' | 'REVIEW' | 'APPROVED';

export type Truth = true | false | 'unknown';

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

export type Decision = {
  readonly disposition: Disposition;
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string };
  readonly factsDigest: string;
  readonly because: readonly string[];
  readonly trace: readonly RuleNode[];
  readonly needs: readonly OpenSlot[];
  readonly missing: readonly string[];
  readonly ignored: readonly { readonly person: string; readonly why: string }[];
  readonly nearestAutomatic: { readonly rule: string; readonly heldBy: readonly string[] } | null;
};
