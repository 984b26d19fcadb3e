import { readFileSync } from 'node:fs';
import type { PolicyFacts } from '../domain/policy/facts.ts';
import type { Policy } from '../domain/policy/model.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { Review } from '../domain/review/review.ts';
import type { Finding } from '../domain/risk/finding.ts';
import type { Person, Role } from '../domain/shared/role.ts';
import { aFile } from './artifact-builders.ts';

/** The policy that ships, as its file says it. */
export const shippedPolicyYaml = (): string => readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
export const shippedPolicy = (): Policy => {
  const parsed = parsePolicy(shippedPolicyYaml());
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
};

const person = (id: string, role: Role): Person => ({ id, name: id, email: `${id}@example.test`, role });
/** rita asks, omar and ines review, ada is the admin, mia files tasks only. */
export const PEOPLE: readonly Person[] = [
  person('rita', 'reviewer'),
  person('omar', 'reviewer'),
  person('ines', 'reviewer'),
  person('ada', 'admin'),
  person('mia', 'member'),
];

export const DIGEST = `sha256:${'1'.repeat(64)}`;
export const OLD_DIGEST = `sha256:${'2'.repeat(64)}`;

export const aReview = (reviewerId: string, patch: Partial<Review> = {}): Review => ({
  id: `${reviewerId}-review`,
  artifactDigest: DIGEST,
  reviewerId,
  reviewerName: reviewerId,
  verdict: 'approve',
  reason: '',
  comments: [],
  at: 1,
  ...patch,
});

export const aFinding = (
  id: string,
  severity: Finding['severity'],
  cls: Finding['cls'] = 'test_weakening',
  path = 'src/util.ts',
): Finding => ({
  id,
  cls,
  severity,
  confidence: 'likely',
  at: { path, side: 'head', line: 8 },
  evidence: `${id} here`,
  ask: '?',
  fingerprint: `${id}${path}`,
});

/** A small docs edit with everything green: what the shipped policy lets land by itself. */
export const docsFacts = (patch: Partial<PolicyFacts> = {}): PolicyFacts => ({
  artifactDigest: DIGEST,
  kind: 'change',
  targetBranch: 'main',
  files: [aFile('docs/guide.md', { added: 10, deleted: 2 })],
  checks: { required: ['build', 'unit-tests', 'lint'], conclusions: { build: 'success', 'unit-tests': 'success', lint: 'success' } },
  detectors: Object.fromEntries(
    ['test_weakening', 'ci_weakening', 'git_object', 'scope', 'sensitive', 'evidence'].map((name) => [name, 'ran' as const]),
  ),
  findings: [],
  evidence: { summary_present: true, handed_off_by_agent: true, clauses_kept: true },
  task: { kind: 'change', risk: 'low', allowedPaths: ['docs/**'], deniedPaths: [] },
  repositoryPaths: null,
  rounds: 0,
  freeze: 'none',
  requesterId: 'rita',
  committerIds: [],
  reviews: [],
  ...patch,
});
