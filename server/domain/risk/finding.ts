export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_CLASSES = ['test_weakening', 'ci_weakening', 'git_object', 'scope', 'sensitive', 'evidence', 'run'] as const;
export type FindingClass = (typeof FINDING_CLASSES)[number];

/** One risk, with its evidence. Deterministic: the same facts give the same findings in the same order. */
export type Finding = {
  /** Catalogue id, e.g. `TST-02`. */
  readonly id: string;
  readonly cls: FindingClass;
  readonly severity: Severity;
  readonly confidence: 'certain' | 'likely' | 'hint';
  readonly at: { readonly path: string; readonly side: 'base' | 'head'; readonly line: number | null } | null;
  /** The one line a reviewer wants to see; control characters shown as U+XXXX. */
  readonly evidence: string;
  /** The question a reviewer must answer. */
  readonly ask: string;
  /** sha256 of id, path and normalised line; survives a rebase. */
  readonly fingerprint: string;
};

/** A detector that could not run is an unknown fact, never "no finding". */
export type DetectorRun = {
  readonly name: string;
  readonly version: string;
  readonly state: 'ran' | 'failed' | 'not_applicable';
  readonly reason: string | null;
};

export type RiskReport = { readonly findings: readonly Finding[]; readonly detectors: readonly DetectorRun[] };
