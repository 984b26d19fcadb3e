import type { Disposition } from '../policy/decision.ts';
import { parsePolicy } from '../policy/parse.ts';
import { sha256Hex } from '../shared/digest.ts';
import type { LandedCause } from './landed-review.ts';

/** What a policy without a word about it samples; also the default of the word itself. */
const DEFAULT_SAMPLE_PERCENT = 5;

/** Of a policy's text. One that cannot be read samples everything: unknown restricts. */
export const samplePercentOf = (policyYaml: string): number => {
  const policy = parsePolicy(policyYaml);
  if (!policy.ok) return 100;
  return policy.value.merge?.audit_sample_percent ?? DEFAULT_SAMPLE_PERCENT;
};

const DRAW_DIGITS = 12;

/** `installationId` is random and told to no sandbox, so an agent cannot work out which of its results would not be drawn. */
export type Draw = { readonly installationId: string; readonly runId: string; readonly artifactDigest: string };

/** Is this landing drawn for the audit sample? Whoever repeats the draw gets the same answer, and a larger share draws all that a smaller one does. */
export const isDrawn = ({ installationId, runId, artifactDigest }: Draw, percent: number): boolean => {
  const digits = sha256Hex(`audit sample ${installationId} ${runId} ${artifactDigest}`).slice(0, DRAW_DIGITS);
  return (Number.parseInt(digits, 16) / 16 ** DRAW_DIGITS) * 100 < percent;
};

/** Who reads afterwards what lands now; null when nobody has to. A released block always is, and then the sample asks for nothing more. */
export const causeAfterLanding = (landed: {
  readonly draw: Draw;
  /** Of the decision that it lands by. */
  readonly disposition: Disposition | null;
  readonly releases: number;
  readonly samplePercent: number;
}): LandedCause | null => {
  if (landed.releases > 0) return 'after_release';
  if (landed.disposition !== 'AUTO_MERGE') return null;
  return isDrawn(landed.draw, landed.samplePercent) ? 'audit_sample' : null;
};
