import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../adapters/db/connect.ts';
import { prismaWebStore } from '../adapters/db/prisma-web-store.ts';
import { prismaWorkerStore } from '../adapters/db/prisma-worker-store.ts';
import type { Artifact } from '../domain/artifact/manifest.ts';
import { type Contract, contractSchema } from '../domain/contract/contract.ts';
import { type Decision, NO_ASKS } from '../domain/policy/decision.ts';
import type { Given, ReviewInput } from '../domain/review/review.ts';
import type { Role } from '../domain/shared/role.ts';
import type { CheckResult } from '../domain/verification/check.ts';

/** Rows that tests need around the ones they are about. */
export type Ground = { readonly requesterId: string; readonly repositoryId: string; readonly agentId: string };

export async function addPerson(db: Database, name: string, role: Role): Promise<string> {
  const id = randomUUID();
  await db.prisma.user.create({ data: { id, name, email: `${id}@example.test`, role } });
  return id;
}

export async function layGround(db: Database): Promise<Ground> {
  const store = prismaWebStore(db);
  const requesterId = await addPerson(db, 'Mila Member', 'member');
  const now = Date.now();
  const repository = await store.addRepository({ name: 'shop', url: '/srv/shop.git', baseBranch: 'main', byId: requesterId, now });
  const agent = await store.saveAgentProfile({
    id: null,
    name: 'script',
    kind: 'script',
    provider: null,
    model: '',
    baseUrl: '',
    key: { from: 'none' },
    label: '',
    byId: requesterId,
    now,
  });
  if (!repository.ok || !agent.ok) throw new Error('the ground could not be laid');
  await prismaWorkerStore(db).recordSync(repository.value.id, now, {
    ok: true,
    facts: { branches: [{ name: 'main', sha: '1'.repeat(40) }], defaultBranch: 'main' },
    paths: ['docs/pricing.md', 'src/checkout.js', 'test/checkout.test.js'],
    pathsTruncated: false,
    scripts: ['npm test'],
  });
  return { requesterId, repositoryId: repository.value.id, agentId: agent.value.id };
}

export const aContract = (title = 'Checkout without addresses'): Contract =>
  contractSchema.parse({
    title,
    task: { outcome: 'Checkout of a user without saved addresses answers 422 instead of 500.' },
    boundary: { allowedPaths: ['src/**', 'test/**', 'docs/**'] },
    environment: { repository: 'shop', baseBranch: 'main', agent: 'script' },
    verification: { checks: [{ name: 'unit', command: 'npm test' }] },
    returns: {},
    stop: {},
  });

export async function fileOne(db: Database, ground: Ground, title?: string): Promise<{ readonly taskId: string; readonly runId: string }> {
  const filed = await prismaWebStore(db).fileTask({
    requestId: randomUUID(),
    requesterId: ground.requesterId,
    contract: aContract(title),
    overrides: [],
    prompt: 'Fix it.',
    now: Date.now(),
  });
  if (!filed.ok) throw new Error(filed.failure.message);
  return filed.value;
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

export const anArtifact = (runId: string, over: Partial<Artifact> = {}): Artifact => ({
  digest: digestOf(runId),
  runId,
  kind: 'change',
  handoffBy: 'agent',
  handoff: { kind: 'change', summary: 'Fixed it.', claimedChecks: [], failuresHit: [], remainingRisks: [] },
  change: {
    baseSha: '1'.repeat(40),
    headSha: '2'.repeat(40),
    baseTree: '3'.repeat(40),
    headTree: '4'.repeat(40),
    patchId: '5'.repeat(40),
    commits: [{ sha: '2'.repeat(40), subject: 'Fix checkout', authorName: 'agent', authorEmail: 'agent@example.test', parents: 1 }],
    files: [
      {
        path: 'src/checkout.js',
        oldPath: null,
        status: 'modified',
        oldMode: '100644',
        newMode: '100644',
        oldOid: '6'.repeat(40),
        newOid: '7'.repeat(40),
        binary: false,
        added: 3,
        deleted: 1,
      },
    ],
  },
  clauses: [{ clause: 'allowed_paths', verdict: 'kept', evidence: '1 of 1 files is inside' }],
  ...over,
});

export const aCheck = (over: Partial<CheckResult> = {}): CheckResult => ({
  name: 'unit',
  command: 'npm test',
  subject: 'result',
  reproduces: false,
  outcome: 'passed',
  exitCode: 0,
  durationMs: 120,
  output: 'ok 12',
  outputTruncated: false,
  treeId: '4'.repeat(40),
  imageDigest: digestOf('image'),
  ...over,
});

export const aDecision = (over: Partial<Decision> = {}): Decision => ({
  disposition: 'REVIEW',
  policy: { name: 'default', version: 1, digest: digestOf('policy') },
  factsDigest: digestOf('facts'),
  because: ['needs one reviewer'],
  trace: [],
  needs: [{ count: 1, roles: ['reviewer'], have: [], missing: 1, candidates: ['Rami Reviewer'] }],
  asks: NO_ASKS,
  releases: [],
  overrides: [],
  isSelfApproved: false,
  missing: [],
  ignored: [],
  nearestAutomatic: null,
  ...over,
});

export const aReview = (runId: string, over: Partial<ReviewInput> = {}): ReviewInput & Pick<Given, 'viewed'> => ({
  runId,
  artifactDigest: digestOf(runId),
  verdict: 'approve',
  reason: 'Traced it.',
  comments: [],
  viewed: [],
  checklist: [],
  acks: {},
  ...over,
});
