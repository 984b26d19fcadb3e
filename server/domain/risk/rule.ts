import type { Artifact, ChangedFile, FilePatch } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import { sha256Hex } from '../shared/digest.ts';
import { visibleLine } from '../shared/visible.ts';
import type { CheckVerdict } from '../verification/check.ts';
import type { Finding, FindingClass } from './finding.ts';
import { type ParsedPatch, parsePatch } from './hunks.ts';

/** What a rule may look at. */
export type RiskFacts = {
  readonly contract: Contract;
  readonly artifact: Artifact;
  readonly verdicts: readonly CheckVerdict[];
  /** The lines of a file; null when there is no readable patch for it. */
  readonly linesOf: (path: string) => ParsedPatch | null;
};

export type RuleResult = {
  readonly findings: readonly Finding[];
  /** Files that the rule had to read and could not: the detector failed, whatever else it found. */
  readonly unreadable?: readonly string[];
  /** Set when there was nothing to look at. */
  readonly notApplicable?: string;
};

export type RiskRule = {
  /** Catalogue id; findings of a rule carry it, or another id of `alsoFinds`. */
  readonly id: string;
  readonly alsoFinds?: readonly string[];
  readonly name: string;
  readonly cls: FindingClass;
  readonly version: string;
  /** What it detects and how, for the catalogue. */
  readonly detects: string;
  readonly run: (facts: RiskFacts) => RuleResult;
};

/** A finding with its fingerprint, which survives a rebase: it leaves out line numbers and spacing. */
export const finding = (
  draft: Omit<Finding, 'fingerprint' | 'evidence'> & { readonly evidence: string; readonly line?: string },
): Finding => {
  const { line, ...rest } = draft;
  const normalised = (line ?? draft.evidence).replace(/\s+/g, ' ').trim();
  return {
    ...rest,
    evidence: visibleLine(draft.evidence, 300),
    fingerprint: sha256Hex(`${draft.id}\n${draft.at?.path ?? ''}\n${normalised}`),
  };
};

export const atFile = (file: ChangedFile, line: number | null = null): Finding['at'] =>
  file.status === 'deleted' ? { path: file.path, side: 'base', line } : { path: file.path, side: 'head', line };

/** Patches by path, parsed once each. A patch that does not add up is as good as none. */
export const lineReader = (patches: readonly FilePatch[]): RiskFacts['linesOf'] => {
  const byPath = new Map(patches.map((patch) => [patch.path, patch.patch]));
  const parsed = new Map<string, ParsedPatch | null>();
  return (path) => {
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const text = byPath.get(path);
    const made = typeof text === 'string' ? parsePatch(text) : null;
    const usable = made?.complete === true ? made : null;
    parsed.set(path, usable);
    return usable;
  };
};

/** Does the file have lines that changed? A pure rename or mode change has none, and needs no patch. */
export const hasChangedLines = (file: ChangedFile): boolean => file.binary || file.added > 0 || file.deleted > 0;
