import { z } from 'zod';
import type { PolicyFinding, Waiver } from '../policy/facts.ts';
import type { Finding } from '../risk/finding.ts';
import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { hasRole, type Person } from '../shared/role.ts';

export const MAX_WAIVER_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/** Somebody says that one finding of an artifact is no problem in its repository, for a time. */
export const waiverInputSchema = z.object({
  runId: z.string().min(1).max(64),
  artifactDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  fingerprint: z.string().min(1).max(200),
  reason: z.string().trim().min(10, 'Say why it is no problem, in a sentence.').max(2_000),
  days: z.number().int().min(1).max(MAX_WAIVER_DAYS),
});
export type WaiverInput = z.infer<typeof waiverInputSchema>;

/** One that lasts, in the repository of the artifact that is asked about. */
export type StoredWaiver = {
  readonly fingerprint: string;
  readonly byId: string;
  readonly reason: string;
  readonly expiresAt: number;
};

export const waiverEnd = (now: number, days: number): number => now + days * DAY_MS;

/** What is critical is let through for one artifact at a time, and whoever asked for the work says nothing about what was found in it. */
export const mayWaive = (finding: Finding, by: Person, requesterId: string): Result<void> => {
  if (!hasRole(by.role, 'senior-reviewer') && by.role !== 'security-admin')
    return fail(failure('not_allowed', 'A finding is waived by a senior reviewer, a security admin or an admin.'));
  if (by.id === requesterId)
    return fail(failure('not_allowed', 'You asked for this task, so somebody else says whether what was found in it is a problem.'));
  if (finding.severity === 'critical')
    return fail(
      failure('not_allowed', `${finding.id} is critical: it is never waived. Where a rule blocks, release that rule for this artifact.`),
    );
  return ok(undefined);
};

/** The waiver of a finding, as its facts have it. One by the requester is passed over for another one. */
export const waiverOf = (
  { fingerprint, severity }: Pick<PolicyFinding, 'fingerprint' | 'severity'>,
  waivers: readonly StoredWaiver[],
  requesterId: string,
): Waiver | null => {
  if (severity === 'critical') return null;
  const own = waivers.filter((waiver) => waiver.fingerprint === fingerprint);
  const waiver = own.find(({ byId }) => byId !== requesterId) ?? own[0];
  return waiver ? { by: waiver.byId, reason: waiver.reason, expires: waiver.expiresAt } : null;
};
