import { beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../testing/database.ts';
import { addPerson, anArtifact, digestOf, fileOne, type Ground, layGround } from '../../testing/filed-task.ts';
import { prismaRunStore } from './prisma-run-store.ts';
import { prismaWebStore } from './prisma-web-store.ts';

const { db } = openTestDatabase();
const COLLECTED_AT = 1_800_000_000_000;
const MINUTE = 60_000;
let ground: Ground;
let personId: string;
beforeAll(async () => {
  ground = await layGround(db());
  personId = await addPerson(db(), 'Rami Reviewer', 'reviewer');
});

const collected = async (): Promise<string> => {
  const { runId } = await fileOne(db(), ground);
  const runs = prismaRunStore(db());
  const lease = await runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now: COLLECTED_AT, leaseMs: MINUTE });
  if (!lease) throw new Error('the run could not be claimed');
  for (const transition of ['claimed', 'agent_started', 'agent_ended'] as const) await runs.commit(lease, { transition, at: COLLECTED_AT });
  const stored = { kind: 'artifact', artifact: anArtifact(runId), patches: [] } as const;
  const moved = await runs.commit(lease, { transition: 'collected', at: COLLECTED_AT, stored });
  if (!moved.ok) throw new Error(moved.failure.message);
  return runId;
};
const report = (runId: string, ms: number, at: number, artifactDigest = digestOf(runId)) =>
  prismaWebStore(db()).recordOpen({ personId, runId, artifactDigest, ms, now: COLLECTED_AT + at });

test('time in front of an artifact adds up', async () => {
  const runId = await collected();
  expect(await report(runId, 15_000, MINUTE)).toEqual({ ok: true, value: { openMs: 15_000 } });
  expect(await report(runId, 12_000, MINUTE + 15_000)).toEqual({ ok: true, value: { openMs: 27_000 } });
});

test('never more than has gone by, whatever is reported and by however many windows', async () => {
  const runId = await collected();
  expect(await report(runId, 5 * MINUTE, 20_000)).toEqual({ ok: true, value: { openMs: 20_000 } });
  await Promise.all(Array.from({ length: 8 }, () => report(runId, 15_000, 35_000)));
  expect(await report(runId, 0, 35_000)).toEqual({ ok: true, value: { openMs: 35_000 } });
  // A clock that went back.
  expect(await report(runId, 15_000, 30_000)).toEqual({ ok: true, value: { openMs: 35_000 } });
  expect(await report(runId, 15_000, 36_000)).toEqual({ ok: true, value: { openMs: 36_000 } });
});

test('another artifact, or none, is told so', async () => {
  const runId = await collected();
  expect(await report(runId, 15_000, MINUTE, digestOf('another'))).toMatchObject({ ok: false, failure: { code: 'stale_page' } });
  expect(await report('run_nowhere', 15_000, MINUTE)).toMatchObject({ ok: false, failure: { code: 'stale_page' } });
  expect(await db().prisma.artifactLook.count({ where: { runId } })).toBe(0);
});
