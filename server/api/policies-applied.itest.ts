import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { newId } from '../adapters/db/new-id.ts';
import { decideBy } from '../domain/policy/decided.ts';
import { digestOf } from '../domain/shared/digest.ts';
import { applyPolicy } from '../pipeline/apply-policy.ts';
import type { LandingUnderWay } from '../pipeline/end-landing.ts';
import { pushLanding } from '../pipeline/push-landing.ts';
import { type Api, failureOf, file, openApi, outcome } from '../testing/api-setting.ts';
import { aContract } from '../testing/filed-task.ts';
import { shippedPolicyYaml } from '../testing/policy-builders.ts';
import { defaultAsking, repositoryPolicy } from '../testing/policy-texts.ts';
import { bringToReview } from '../testing/reviewed-run.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
let second: Api;
let shop: string;
beforeAll(async () => {
  second = asPerson(await addPerson('second', 'admin'));
  shop = (await as('admin').repositories.list())[0]?.id ?? '';
});

const bring = (title: string, path?: string) => bringToReview(web(), as('member'), people.member, title, path);
const approve = (runId: string, artifactDigest: string, by: Api = as('reviewer')) =>
  by.reviews.decide({ runId, artifactDigest, verdict: 'approve', reason: 'Traced it.' });
const statusOf = async (runId: string) => (await as('admin').runs.get({ id: runId })).status;
const decisionsOf = async (runId: string) => (await as('admin').reviews.room({ runId })).decisions.map(({ decision }) => decision);
const inForce = async (repositoryId: string | null) =>
  (await as('admin').policy.layers()).find((layer) => layer.repositoryId === repositoryId)?.inForce ?? null;
const saved = async (yaml: string, repositoryId: string | null = null) => {
  const basedOn = (await as('admin').policy.versions({ repositoryId }))[0]?.id ?? null;
  return (await as('admin').policy.saveDraft({ repositoryId, yaml, note: '', basedOn })).id;
};
/** Saves and puts in force, with the second admin where one is needed; what waits is decided again, as a worker does. */
const putInForce = async (yaml: string, repositoryId: string | null = null) => {
  const versionId = await saved(yaml, repositoryId);
  const replaces = (await inForce(repositoryId))?.digest ?? null;
  const asked = await as('admin').policy.activate({ versionId, reason: 'For a test.', replaces });
  if (asked.state === 'waiting_for_second') await second.policy.confirm({ activationId: asked.activationId ?? '' });
  await applyPolicy(web(), new AbortController().signal);
};
const jobsOf = async (runId: string) =>
  (
    await db().prisma.$queryRaw<{ name: string }[]>`SELECT name FROM pgboss.job WHERE data ->> 'subjectId' = ${runId} ORDER BY created_on`
  ).map(({ name }) => name);

describe('a decision keeps what it was made from', () => {
  test('with the files once, where they are those of the artifact', async () => {
    const { runId } = await bring('Facts');
    const { facts, tree, policyDigest } = await db().prisma.decision.findFirstOrThrow({ where: { runId } });
    expect(Object.keys(facts ?? {})).not.toContain('files');
    expect(tree).not.toHaveProperty('facts');
    expect(policyDigest).toBe((await inForce(null))?.digest);
    const found = await web().policies.factsOf(runId);
    expect(found?.facts.files).toMatchObject([{ path: 'src/checkout.js' }]);
    expect(found && digestOf(found.facts)).toBe((tree as { factsDigest: string }).factsDigest);
  });

  test('and is a case from then on', async () => {
    const { runId, disposition } = await bring('A case', 'src/auth/token.ts');
    const made = await as('admin').policy.caseFrom({ runId });
    expect(made.disposition).toBe(disposition);
    expect(parse(made.yaml)).toMatchObject([{ name: expect.stringMatching(/^task \d+: A case$/), expect: { disposition } }]);
    const yaml = `${shippedPolicyYaml()}\ntests:\n${made.yaml.replace(/^/gm, '  ')}`;
    expect((await as('admin').policy.check({ repositoryId: null, yaml })).cases).toMatchObject([{ isMet: true, disposition }]);
    expect(await outcome(as('admin').policy.caseFrom({ runId: (await file(as('member'), aContract('Not there yet'))).runId }))).toBe(
      'not_found',
    );
  });
});

describe('a backtest', () => {
  test('says what would have come of earlier work, and by which items it is wider', async () => {
    const { runId } = await bring('A secret place', 'src/auth/session.ts');
    const text = shippedPolicyYaml().replace(
      '  - id: require-sensitive',
      '  - id: require-something\n    enabled: false\n    disabled_reason: a test',
    );
    const found = await as('admin').policy.backtest({ repositoryId: null, yaml: text, last: 100 });
    const looser = found.matrix.flatMap(({ items }) => items).find((item) => item.runId === runId);
    expect(looser).toMatchObject({
      direction: 'looser',
      before: 'REVIEW',
      after: 'REVIEW',
      title: 'A secret place',
      taskNumber: expect.any(Number),
    });
    expect(found).toMatchObject({ isWider: true, isCut: false, counts: { tighter: 0 } });
    expect(found.items).toBe(found.matrix.reduce((sum, { count }) => sum + count, 0));
    expect(found.loosenings).toContain('require-sensitive is gone.');
    const same = await as('admin').policy.backtest({ repositoryId: shop, yaml: repositoryPolicy(), days: 30 });
    expect(same).toMatchObject({ items: found.items, isWider: false, counts: { looser: 0, tighter: 0, same: found.items } });
    expect(same.globHits.find(({ glob }) => glob === '**/auth/**')).toMatchObject({ set: 'auth', hits: 0 });
    expect(same.withoutEffect).toContain('require-oversize');
    expect((await as('admin').policy.backtest({ repositoryId: null, yaml: text, last: 1 })).items).toBe(1);
    expect(await failureOf(as('admin').policy.backtest({ repositoryId: null, yaml: 'rules: [' }))).toMatchObject({
      code: 'policy_refused',
    });
  });

  test('asks repositories with their own policy about it', async () => {
    const yaml = defaultAsking(2);
    const before = await as('admin').policy.backtest({ repositoryId: null, yaml });
    await putInForce(
      repositoryPolicy('settings: {default_requirement: {approvals: [{count: 3, from: {roles: [reviewer, senior-reviewer, admin]}}]}}\n'),
      shop,
    );
    const after = await as('admin').policy.backtest({ repositoryId: null, yaml });
    expect(before.counts.tighter).toBeGreaterThan(0);
    // The repository asks for three already, so two in the installation change nothing there.
    expect(after).toMatchObject({ items: before.items, counts: { looser: 0, tighter: 0 } });
    await putInForce(repositoryPolicy(), shop);
  });
});

describe('a version in shadow', () => {
  test('is asked, recorded and not obeyed', async () => {
    const versionId = await saved(defaultAsking(2));
    await as('admin').policy.startShadow({ versionId });
    expect((await as('admin').policy.version({ id: versionId })).state).toBe('shadow');
    const { runId, digest } = await bring('Shadowed');
    expect(await approve(runId, digest)).toMatchObject({ status: 'APPROVED' });
    const report = await as('admin').policy.shadowReport({ versionId });
    expect(report).toMatchObject({ decisions: 2, counts: { looser: 0, tighter: 2, same: 0 } });
    expect(report.items).toMatchObject([
      { runId, title: 'Shadowed', was: 'APPROVED', would: 'REVIEW', direction: 'tighter' },
      { was: 'REVIEW', would: 'REVIEW', direction: 'tighter' },
    ]);

    const other = await saved(defaultAsking(3));
    await second.policy.startShadow({ versionId: other });
    expect((await as('admin').policy.layers())[0]?.shadow).toMatchObject({ id: other, by: { name: 'Some second' } });
    expect(await outcome(as('admin').policy.stopShadow({ versionId }))).toBe('stale_page');
    await as('admin').policy.stopShadow({ versionId: other });
    await bring('Not shadowed');
    expect(await as('admin').policy.shadowReport({ versionId })).toMatchObject({ decisions: 2 });
    expect(await outcome(as('admin').policy.startShadow({ versionId: (await inForce(null))?.id ?? '' }))).toBe('stale_page');
  });

  test('of two that are started at once one lasts', async () => {
    const [one, two] = [await saved(defaultAsking(2)), await saved(defaultAsking(3))];
    await Promise.all([one, two, one].map((versionId) => as('admin').policy.startShadow({ versionId })));
    expect(await db().prisma.policyShadow.count({ where: { endedAt: null } })).toBe(1);
    const lasting = (await as('admin').policy.layers())[0]?.shadow?.id ?? '';
    await putInForce(lasting === one ? defaultAsking(2) : defaultAsking(3));
    // What is in force is not tried beside itself.
    expect((await as('admin').policy.layers())[0]?.shadow).toBeNull();
    await putInForce(defaultAsking(1));
  });
});

describe('what waits when a version takes effect', () => {
  test('needs what the new one asks for: an approval that is not enough stays and counts', async () => {
    const [approved, open] = [await bring('Approved'), await bring('Open')];
    expect(await approve(approved.runId, approved.digest)).toMatchObject({ status: 'APPROVED' });
    await putInForce(defaultAsking(2));
    expect([await statusOf(approved.runId), await statusOf(open.runId)]).toEqual(['IN_REVIEW', 'IN_REVIEW']);
    const [now, before] = await decisionsOf(approved.runId);
    expect(before).toMatchObject({ disposition: 'APPROVED' });
    expect(now).toMatchObject({ disposition: 'REVIEW', needs: [{ count: 2, have: ['Some reviewer'], missing: 1 }] });
    const log = await db().prisma.event.findMany({ where: { runId: approved.runId }, orderBy: { seq: 'desc' }, take: 1 });
    expect(log[0]?.body).toMatchObject({
      phase: 'review',
      text: expect.stringMatching(
        /^The policy is default@\d+ with shop@2 now and says REVIEW \(it was default@\d+ with shop@2, which said APPROVED\)/,
      ),
    });
    // One more is enough.
    expect(await approve(approved.runId, approved.digest, as('senior-reviewer'))).toMatchObject({ status: 'APPROVED' });
  });

  test('goes on where what was given is enough now', async () => {
    const { runId, digest } = await bring('Nearly there');
    expect(await approve(runId, digest)).toMatchObject({ status: 'IN_REVIEW' });
    const rejected = await bring('Objected to');
    await as('reviewer').reviews.decide({
      runId: rejected.runId,
      artifactDigest: rejected.digest,
      verdict: 'request_changes',
      reason: 'No.',
    });
    await putInForce(defaultAsking(1));
    expect(await statusOf(runId)).toBe('APPROVED');
    expect(await jobsOf(runId)).toEqual(['run.execute', 'run.merge']);
    expect(await statusOf(rejected.runId)).toBe('CHANGES_REQUESTED');
    // Nothing is left, and asking again changes nothing.
    expect(await web().runs.toDecideAgain(Date.now())).toEqual([]);
    const count = await db().prisma.decision.count();
    await applyPolicy(web(), new AbortController().signal);
    expect(await db().prisma.decision.count()).toBe(count);
  });

  test('is found after a crash, and what two workers do at once is done once', async () => {
    const some = [await bring('One'), await bring('Two'), await bring('Three')];
    const stopped = new AbortController();
    stopped.abort();
    const versionId = await saved(defaultAsking(2));
    await as('admin').policy.activate({ versionId, reason: 'For a test.', replaces: (await inForce(null))?.digest ?? null });
    // The job came with the activation, and brought nothing before it was stopped.
    expect(await jobsOf('everything')).toContain('policy.apply');
    await applyPolicy(web(), stopped.signal);
    const left = await web().runs.toDecideAgain(Date.now());
    expect(left).toEqual(expect.arrayContaining(some.map(({ runId }) => runId)));
    await Promise.all([1, 2, 3].map(() => applyPolicy(web(), new AbortController().signal)));
    for (const { runId } of some) expect(await decisionsOf(runId)).toHaveLength(2);
    expect(await web().runs.toDecideAgain(Date.now())).toEqual([]);
    await putInForce(defaultAsking(1));
  });

  test('is not decided over the head of somebody who reviews it meanwhile', async () => {
    const { runId, digest } = await bring('At once');
    const versionId = await saved(defaultAsking(3));
    await as('admin').policy.activate({ versionId, reason: 'For a test.', replaces: (await inForce(null))?.digest ?? null });
    await Promise.all([applyPolicy(web(), new AbortController().signal), outcome(approve(runId, digest))]);
    await applyPolicy(web(), new AbortController().signal);
    expect((await decisionsOf(runId))[0]).toMatchObject({ needs: [{ count: 3 }] });
    expect(await statusOf(runId)).toBe('IN_REVIEW');
    await putInForce(defaultAsking(1));
  });
});

test('what was looked at under another policy is not pushed: it starts again under this one', async () => {
  const { runs, clock } = web();
  // The first of the line that the tests before this one left.
  const runId = (await runs.mayLandNow(Date.now()))[0] ?? '';
  const lease = await runs.claim({ runId, statuses: ['APPROVED'], worker: 'w', now: Date.now(), leaseMs: 60_000 });
  if (!lease) throw new Error('the run could not be claimed');
  expect(await runs.takeTurn(lease, Date.now())).toMatchObject({ ok: true, value: [] });
  const [run, stored] = [await runs.read(runId), await runs.readArtifact(runId)];
  const facts = await web().policies.factsOf(runId);
  if (!run.ok || !stored.ok || !facts || !stored.value.risks) throw new Error('the run is gone');
  const { artifact, risks } = stored.value;
  const decision = decideBy(await runs.activePolicy(shop), facts.facts, await runs.people());
  expect(decision.disposition).toBe('APPROVED');
  const landing = { ontoSha: '1'.repeat(40), commitSha: '2'.repeat(40), treeId: '4'.repeat(40), patchId: artifact.change.patchId };
  await putInForce(defaultAsking(2));
  const said: string[] = [];
  const work = {
    // Anything else would be a push.
    ports: { runs, clock },
    held: { lease },
    events: { push: (body: { readonly text?: string }) => said.push(body.text ?? ''), flush: async () => {} },
  } as unknown as LandingUnderWay;
  const ready = { state: 'ready', onto: landing.ontoSha, sha: landing.commitSha, treeId: landing.treeId } as const;
  await pushLanding(work, run.value, ready, { ...landing, artifactDigest: artifact.digest, ran: [], risks, decision });
  expect(said).toEqual([expect.stringMatching(/^The policy changed meanwhile: default@\d+ with shop@2 is asked/)]);
  expect(await statusOf(runId)).toBe('APPROVED');
  await runs.release(lease);
  await applyPolicy(web(), new AbortController().signal);
  expect(await statusOf(runId)).toBe('IN_REVIEW');
  await putInForce(defaultAsking(1));
});

describe('the policy of a repository', () => {
  test('holds there, and decisions name both', async () => {
    await putInForce(
      repositoryPolicy('settings: {default_requirement: {approvals: [{count: 2, from: {roles: [reviewer, senior-reviewer, admin]}}]}}\n'),
      shop,
    );
    const { runId } = await bring('Layered');
    const [decision] = await decisionsOf(runId);
    expect(decision).toMatchObject({ needs: [{ count: 2 }], policy: { name: 'default', layers: [{ name: 'default' }, { name: 'shop' }] } });
    const { policyDigest } = await db().prisma.decision.findFirstOrThrow({ where: { runId } });
    expect([policyDigest, policyDigest === (await inForce(null))?.digest]).toEqual([decision?.policy.digest, false]);
  });

  test('that does not fit any more holds everything there and starts nothing', async () => {
    const { runId, digest } = await bring('Held');
    // As an upgrade could leave it: nobody can do this through the API.
    const row = {
      id: newId('policy'),
      repositoryId: shop,
      name: 'shop',
      version: 99,
      digest: 'sha256:broken',
      yaml: 'rules: [',
      createdAt: new Date(),
    };
    await db().prisma.policy.create({ data: row });
    const activation = {
      id: newId('activation'),
      policyId: row.id,
      requestedAt: new Date(),
      reason: '',
      isWider: false,
      state: 'in_force',
    };
    await db().prisma.policyActivation.create({ data: { ...activation, inForceAt: new Date(Date.now() + 1_000) } });
    await applyPolicy(web(), new AbortController().signal);
    expect((await decisionsOf(runId))[0]).toMatchObject({
      disposition: 'HOLD',
      because: [expect.stringContaining('shop@99 adds for this repository cannot be read')],
    });
    expect(await approve(runId, digest)).toMatchObject({ status: 'IN_REVIEW' });
    expect(await failureOf(file(as('member'), aContract('Not started')))).toMatchObject({
      code: 'dispatch_denied',
      message: expect.stringContaining('shop@99'),
    });
  });
});
