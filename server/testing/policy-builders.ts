import { readFileSync } from 'node:fs';
import type { CheckConclusion, PolicyFacts, PolicyFinding, PolicyReview } from '../domain/policy/facts.ts';
import type { Policy } from '../domain/policy/model.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import { patchFacts, plainFacts } from '../domain/policy/plain-facts.ts';
import type { Review } from '../domain/review/review.ts';
import type { Finding } from '../domain/risk/finding.ts';
import type { Person, Role } from '../domain/shared/role.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const parse = (yaml: string): Policy => {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
};

/** The policy that ships, as its file says it. */
export const shippedPolicyYaml = (): string => read('../../policies/default.yaml');
export const shippedPolicy = (): Policy => {
  shipped ??= parse(shippedPolicyYaml());
  return shipped;
};
let shipped: Policy | null = null;
/** One that uses every part of the model, for detectors and checks that this version may not have. */
export const wholePolicyYaml = (): string => read('fixtures/whole-policy.yaml');
export const wholePolicy = (): Policy => parse(wholePolicyYaml());

const person = (id: string, role: Role): Person => ({ id, name: id, email: `${id}@example.test`, role });
/** rita asks; omar and ines review, sol is senior, sam releases secrets, ada and alex are admins, mia files tasks only. */
export const PEOPLE: readonly Person[] = [
  person('rita', 'reviewer'),
  person('omar', 'reviewer'),
  person('ines', 'reviewer'),
  person('sol', 'senior-reviewer'),
  person('sam', 'security-admin'),
  person('ada', 'admin'),
  person('alex', 'admin'),
  person('mia', 'member'),
];
const roleOf = (id: string): Role | null => PEOPLE.find((entry) => entry.id === id)?.role ?? null;

export const DIGEST = `sha256:${'1'.repeat(64)}`;
export const OLD_DIGEST = `sha256:${'2'.repeat(64)}`;

/** A review as policy sees it, by somebody of `PEOPLE`. */
export const aVote = (reviewerId: string, patch: Partial<PolicyReview> = {}): PolicyReview => ({
  reviewerId,
  reviewerName: reviewerId,
  kind: 'person',
  role: roleOf(reviewerId),
  verdict: 'approve',
  artifactDigest: DIGEST,
  patchId: '5'.repeat(40),
  reason: '',
  viewed: [],
  checklist: [],
  acks: {},
  isReauthenticated: false,
  cleared: null,
  ...patch,
});

/** A review as it is stored. */
export const aReview = (reviewerId: string, patch: Partial<Review> = {}): Review => ({
  id: `${reviewerId}-review`,
  artifactDigest: DIGEST,
  patchId: null,
  reviewerId,
  reviewerName: reviewerId,
  verdict: 'approve',
  reason: '',
  comments: [],
  given: { viewed: [], reauthenticated: false, checklist: [], acks: {} },
  at: 1,
  ...patch,
});

export const aFinding = (
  id: string,
  severity: PolicyFinding['severity'],
  cls = 'test_weakening',
  patch: Partial<PolicyFinding> = {},
): PolicyFinding => ({
  id,
  cls,
  severity,
  at: { path: 'src/util.ts', line: 8 },
  evidence: `${id} here`,
  fingerprint: `${id}-print`,
  waived: null,
  ...patch,
});

/** A finding as a detector makes it. */
export const aRisk = (id: string, severity: Finding['severity'], cls: Finding['cls'], path: string): Finding => ({
  id,
  cls,
  severity,
  confidence: 'likely',
  at: { path, side: 'head', line: 8 },
  evidence: `${id} here`,
  ask: '?',
  fingerprint: `${id}${path}`,
});

export const someChecks = (conclusions: Readonly<Record<string, CheckConclusion>>): NonNullable<PolicyFacts['checks']> => ({
  required: Object.keys(conclusions),
  results: Object.fromEntries(
    Object.entries(conclusions).map(([name, conclusion]) => [
      name,
      { conclusion, source: 'control-plane', tree: '4'.repeat(40), isStale: false },
    ]),
  ),
});

/** A small docs edit with everything green: what the shipped policies let land by itself. */
export const docsFacts = (patch: Partial<PolicyFacts> = {}, policy: Policy = shippedPolicy()): PolicyFacts => ({
  ...plainFacts(policy),
  ...patch,
});

/** The same in its written form, as the cases of a policy say it. */
export const writtenFacts = (policy: Policy, patch: Readonly<Record<string, unknown>>): PolicyFacts => {
  const facts = patchFacts(plainFacts(policy), patch);
  if (!facts.ok) throw new Error(facts.failure);
  return facts.value;
};
