import { randomUUID } from 'node:crypto';
import { connectDatabase } from '../../server/adapters/db/connect.ts';
import { prismaRunStore } from '../../server/adapters/db/prisma-run-store.ts';
import { prismaWebStore } from '../../server/adapters/db/prisma-web-store.ts';
import { prismaWorkerStore } from '../../server/adapters/db/prisma-worker-store.ts';
import { clauseVerdicts } from '../../server/domain/artifact/clauses.ts';
import { artifactDigest } from '../../server/domain/artifact/digest.ts';
import { type Change, type FilePatch, handoffSchema } from '../../server/domain/artifact/manifest.ts';
import { type ContractInput, contractSchema } from '../../server/domain/contract/contract.ts';
import { decide } from '../../server/domain/policy/decide.ts';
import { analyzeRisks } from '../../server/domain/risk/analyze.ts';

const LEASE_MS = 600_000;

export type StoredChange = { readonly change: Change; readonly patches: readonly FilePatch[]; readonly summary: string };

/**
 * Files a task and brings its run to review with this change, through the stores and in the order in which a worker does, but without a container.
 * No worker may run meanwhile: it would take the run.
 */
export const storeReviewable = async (
  databaseUrl: string,
  requesterEmail: string,
  contractInput: ContractInput,
  { change, patches, summary }: StoredChange,
): Promise<{ readonly taskId: string; readonly runId: string }> => {
  const db = connectDatabase({ url: databaseUrl });
  try {
    const runs = prismaRunStore(db);
    const contract = contractSchema.parse(contractInput);
    const requester = (await runs.people()).find(({ email }) => email === requesterEmail);
    if (!requester) throw new Error(`There is no person ${requesterEmail}.`);
    const filed = await prismaWebStore(db).fileTask({
      requestId: randomUUID(),
      requesterId: requester.id,
      contract,
      overrides: [],
      prompt: 'Do what the contract asks.',
      now: Date.now(),
    });
    if (!filed.ok) throw new Error(filed.failure.message);
    const { runId } = filed.value;
    const lease = await runs.claim({ runId, statuses: ['QUEUED'], worker: 'harness', now: Date.now(), leaseMs: LEASE_MS });
    if (!lease) throw new Error('Somebody else took the run.');
    const run = await runs.read(runId);
    if (!run.ok) throw new Error(run.failure.message);
    const handoff = handoffSchema.parse({ kind: 'change', summary });
    const artifact = {
      digest: artifactDigest(change, handoff),
      runId,
      kind: handoff.kind,
      handoffBy: 'agent' as const,
      handoff,
      change,
      clauses: clauseVerdicts(contract, change, handoff),
    };
    const risks = analyzeRisks({ contract, artifact, patches, checks: [] });
    const decision = decide({
      policy: await runs.activePolicy(run.value.repository.id),
      contract,
      artifact,
      checks: [],
      risks,
      reviews: [],
      people: await runs.people(),
      requester,
      releases: [],
      committerIds: [],
      freeze: null,
      waivers: [],
      arrivedAt: Date.now(),
      now: Date.now(),
    });
    for (const move of [
      { transition: 'claimed' },
      { transition: 'agent_started' },
      { transition: 'agent_ended' },
      { transition: 'collected', stored: { kind: 'artifact', artifact, patches } },
      { transition: 'verified', stored: { kind: 'checks', checks: [] } },
      { transition: 'held_for_review', stored: { kind: 'judgement', risks, decision } },
    ] as const) {
      const moved = await runs.commit(lease, { ...move, at: Date.now() });
      if (!moved.ok) throw new Error(`${move.transition}: ${moved.failure.message}`);
    }
    await runs.release(lease);
    return filed.value;
  } finally {
    await db.close();
  }
};

/** A repository that can be named in a contract, without anything behind it. */
export const storeRepository = async (databaseUrl: string, name: string, byEmail: string): Promise<void> => {
  const db = connectDatabase({ url: databaseUrl });
  try {
    const by = await db.prisma.user.findUniqueOrThrow({ where: { email: byEmail } });
    const now = Date.now();
    const added = await prismaWebStore(db).addRepository({ name, url: `/srv/${name}.git`, baseBranch: 'main', byId: by.id, now });
    if (!added.ok) throw new Error(added.failure.message);
    await prismaWorkerStore(db).recordSync(added.value.id, now, {
      ok: true,
      facts: { branches: [{ name: 'main', sha: '1'.repeat(40) }], defaultBranch: 'main' },
      paths: ['src/index.ts'],
      pathsTruncated: false,
      scripts: ['npm test'],
      changes: [],
    });
  } finally {
    await db.close();
  }
};
