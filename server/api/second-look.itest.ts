import { expect, test } from 'vitest';
import type { Interdiff } from '../domain/artifact/interdiff.ts';
import type { ChangedFile } from '../domain/artifact/manifest.ts';
import { file, openApi, outcome } from '../testing/api-setting.ts';
import { aFile } from '../testing/artifact-builders.ts';
import { aContract, aDecision, anArtifact, digestOf } from '../testing/filed-task.ts';

const { as, web } = openApi();
const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const patchOf = (path: string) => ({ path, patch: `@@ -1,2 +1,3 @@\n+// ${path}\n one\n two\n`, omitted: null });

/** Takes a queued run to IN_REVIEW as a worker would. */
const bringToReview = async (runId: string, headSha: string, files: readonly ChangedFile[], interdiffs: readonly Interdiff[] = []) => {
  const { runs } = web();
  const now = Date.now();
  const lease = await runs.claim({ runId, statuses: ['QUEUED'], worker: 'w', now, leaseMs: 60_000 });
  if (!lease) throw new Error('the run could not be claimed');
  const artifact = anArtifact(runId, { change: { ...anArtifact(runId).change, headSha, files } });
  const patches = files.map(({ path }) => patchOf(path));
  for (const move of [
    { transition: 'claimed' },
    { transition: 'agent_started' },
    { transition: 'agent_ended' },
    { transition: 'collected', stored: { kind: 'artifact', artifact, patches, interdiffs } },
    { transition: 'verified', stored: { kind: 'checks', checks: [] } },
    { transition: 'held_for_review', stored: { kind: 'judgement', risks: { findings: [], detectors: [] }, decision: aDecision() } },
  ] as const) {
    const moved = await runs.commit(lease, { ...move, at: now });
    if (!moved.ok) throw new Error(`${move.transition}: ${moved.failure.message}`);
  }
  await runs.release(lease);
};

test('marks are for reviewers, and only for files of the artifact before them', async () => {
  const { runId } = await file(as('member'), aContract('Marks'));
  await bringToReview(runId, A, [aFile('src/a.ts'), aFile('src/b.ts')]);
  const mark = { runId, artifactDigest: digestOf(runId), paths: ['src/b.ts'], viewed: true };
  expect(await outcome(as('member').reviews.markViewed(mark))).toBe('not_allowed');
  expect(await outcome(as('reviewer').reviews.markViewed({ ...mark, artifactDigest: digestOf('old') }))).toBe('stale_page');
  expect(await outcome(as('reviewer').reviews.markViewed({ ...mark, paths: ['src/b.ts', 'src/c.ts'] }))).toBe('invalid_input');
  expect(await outcome(as('reviewer').reviews.markViewed({ ...mark, runId: 'run_nowhere' }))).toBe('not_found');
  expect(await as('reviewer').reviews.viewed({ runId })).toEqual([]);

  for (let twice = 0; twice < 2; twice += 1) await as('reviewer').reviews.markViewed(mark);
  expect(await as('reviewer').reviews.viewed({ runId })).toEqual([1]);
  expect(await as('admin').reviews.viewed({ runId })).toEqual([]);
  await as('reviewer').reviews.markViewed({ ...mark, viewed: false });
  expect(await as('reviewer').reviews.viewed({ runId })).toEqual([]);
});

test('the second look keeps marks of what is the same, shows what changed since, and carries the comments over', async () => {
  const { runId: first } = await file(as('member'), aContract('Looked at twice'));
  const same = aFile('src/same.ts', { newOid: A });
  await bringToReview(first, A, [same, aFile('src/changed.ts', { newOid: A })]);
  await as('reviewer').reviews.markViewed({
    runId: first,
    artifactDigest: digestOf(first),
    paths: ['src/same.ts', 'src/changed.ts'],
    viewed: true,
  });
  expect(await as('reviewer').reviews.room({ runId: first })).toMatchObject({ earlier: [], lookedAt: null, openMs: 0 });
  const at = { side: 'head' as const, line: 2, endLine: 2 };
  const { followUpRunId: second } = await as('reviewer').reviews.decide({
    runId: first,
    artifactDigest: digestOf(first),
    verdict: 'request_changes',
    reason: '',
    comments: [
      { path: 'src/changed.ts', ...at, body: 'Rename this.' },
      { path: 'src/same.ts', ...at, body: 'Why?' },
    ],
  });
  if (!second) throw new Error('no follow-up run');

  const now = [same, aFile('src/changed.ts', { newOid: B }), aFile('src/new.ts', { newOid: C })];
  expect(await web().runs.earlierResults(second, 3)).toMatchObject([{ runId: first, headSha: A, files: [{}, {}] }]);
  const between = [aFile('src/changed.ts', { oldOid: A, newOid: B }), aFile('src/new.ts', { status: 'added', newOid: C })];
  const interdiff = { sinceRunId: first, baseMoved: false, files: between, patches: between.map(({ path }) => patchOf(path)) };
  await bringToReview(second, B, now, [interdiff]);

  const room = await as('reviewer').reviews.room({ runId: second });
  expect(room.earlier).toEqual([{ runId: first, number: 1, baseMoved: false, files: 2 }]);
  expect(room.lookedAt).toBe(first);
  expect((await as('admin').reviews.room({ runId: second })).lookedAt).toBeNull();
  expect(await as('reviewer').reviews.viewed({ runId: second })).toEqual([0]);

  expect(await as('member').reviews.interdiff({ runId: second, since: first })).toEqual({ baseMoved: false, files: between });
  expect(await outcome(as('member').reviews.interdiff({ runId: first, since: second }))).toBe('not_found');
  expect(await as('member').reviews.patch({ runId: second, since: first, position: 1 })).toEqual(patchOf('src/new.ts'));
  expect(await as('member').reviews.patch({ runId: second, since: null, position: 0 })).toEqual(patchOf('src/same.ts'));
  expect(await outcome(as('member').reviews.patch({ runId: second, since: first, position: 2 }))).toBe('not_found');
  const found = (since: string | null) => as('member').reviews.find({ runId: second, since, text: 'SRC/' });
  expect((await found(null)).hits.map(({ position }) => position)).toEqual([0, 1, 2]);
  expect((await found(first)).hits).toEqual([0, 1].map((position) => ({ position, side: 'head', line: 1 })));

  expect(await as('member').reviews.earlierComments({ runId: second })).toMatchObject([
    { by: 'Some reviewer', runNumber: 1, path: 'src/changed.ts', line: 2, lines: { line: 3, endLine: 3 }, body: 'Rename this.' },
    { path: 'src/same.ts', lines: { line: 2, endLine: 2 } },
  ]);
  expect(await as('member').reviews.earlierComments({ runId: first })).toEqual([]);
});

test('whoever only opened an earlier run has looked at it too', async () => {
  const { runId: first } = await file(as('member'), aContract('Only opened'));
  await bringToReview(first, A, [aFile('src/a.ts')]);
  await as('admin').reviews.reportOpen({ runId: first, artifactDigest: digestOf(first), ms: 1 });
  const { followUpRunId: second } = await as('reviewer').reviews.decide({
    runId: first,
    artifactDigest: digestOf(first),
    verdict: 'request_changes',
    reason: 'Shorter, please.',
  });
  if (!second) throw new Error('no follow-up run');
  await bringToReview(second, A, [aFile('src/a.ts')], [{ sinceRunId: first, baseMoved: true, files: [], patches: [] }]);
  const room = await as('admin').reviews.room({ runId: second });
  expect(room).toMatchObject({ lookedAt: first, earlier: [{ number: 1, baseMoved: true, files: 0 }] });
});
