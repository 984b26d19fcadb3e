import type { Artifact, FilePatch } from '../artifact/manifest.ts';
import { type Decision, isMoreAsked } from '../policy/decision.ts';
import { detectorStates } from '../policy/detectors.ts';
import type { Policy } from '../policy/model.ts';
import { compiledSets, touched } from '../policy/path-sets.ts';
import type { RiskReport } from '../risk/finding.ts';
import { readingGroup } from '../risk/order.ts';
import { listed } from '../shared/visible.ts';

/** Sets of the policy whose files nobody has to trace. */
const HARMLESS_SETS = ['docs', 'generated'] as const;
/** An ordinary file before and after, or none on that side: no link, no submodule, nothing that runs. */
const PLAIN_MODES: readonly string[] = ['100644', '000000'];

export type HarmlessFacts = {
  readonly policy: Policy;
  readonly artifact: Pick<Artifact, 'kind' | 'change'>;
  readonly patches: readonly FilePatch[];
  readonly risks: RiskReport | null;
  /** What policy says now, before this approval. */
  readonly decision: Decision;
};

/**
 * What keeps an artifact from being approved in a list of diffs, in a clause; null for one that is proven harmless: documentation or generated files
 * only, every detector ran and found nothing, and one person's plain approval is all that policy still asks for.
 */
export const whyNotHarmless = ({ policy, artifact, patches, risks, decision }: HarmlessFacts): string | null => {
  const { kind, change } = artifact;
  if (kind !== 'change' || change.files.length === 0) return 'it is not a change of files';
  if (risks === null || Object.values(detectorStates(risks.detectors)).includes('failed')) return 'not every detector has looked at it';
  const found = risks.findings.filter(({ severity }) => severity !== 'info');
  if (found.length > 0) return `it has findings: ${listed(found.map(({ id }) => id))}`;

  const sets = compiledSets(policy);
  const known = HARMLESS_SETS.filter((set) => !sets.isUnreadable(set));
  const others = new Set([
    ...touched(change.files).paths.filter((path) => !known.some((set) => sets.find(set, path) !== null)),
    // A policy may call generated what is a test, or runs when somebody opens the folder.
    ...change.files.filter((file) => !HARMLESS_SETS.some((set) => set === readingGroup(file, risks.findings))).map(({ path }) => path),
  ]);
  if (others.size > 0) return `it touches more than documentation and generated files: ${listed([...others])}`;
  const odd = change.files.filter(({ oldMode, newMode }) => ![oldMode, newMode].every((mode) => PLAIN_MODES.includes(mode)));
  if (odd.length > 0) return `not all of it are ordinary files: ${listed(odd.map(({ path }) => path))}`;
  const unseen = change.files.filter((file, position) => file.binary || (patches[position]?.patch ?? null) === null);
  if (unseen.length > 0) return `not all of it can be shown: ${listed(unseen.map(({ path }) => path))}`;

  if (decision.disposition !== 'REVIEW') return `policy says ${decision.disposition.toLowerCase().replaceAll('_', ' ')}`;
  const missing = decision.needs.reduce((total, slot) => total + slot.missing, 0);
  if (missing !== 1) return `it needs ${missing} people`;
  if (isMoreAsked(decision.asks) || decision.missing.length !== 1) return `policy asks for more: ${decision.missing.join('; ')}`;
  return null;
};

export const isProvenHarmless = (facts: HarmlessFacts): boolean => whyNotHarmless(facts) === null;
