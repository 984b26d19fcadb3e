import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunTransition } from '../domain/run/machine.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Lease, NextJob, RunStore, SandboxRecord, Stored } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { aCheck, aDecision, anArtifact } from './filed-task.ts';
import { until } from './until.ts';

export type RunStoreSetting = {
  /** Two stores over the same rows, as two processes have them. */
  readonly store: RunStore;
  readonly other: RunStore;
  readonly web: WebStore;
  readonly events: EventLog;
  /** Files a task; answers its ids. */
  fileTask(): Promise<{ readonly taskId: string; readonly runId: string }>;
  personId(): string;
  /** Names of the jobs that are queued for a run. */
  jobsOf(runId: string): Promise<readonly string[]>;
  /** Makes every enqueueing of a job with this subject fail inside its transaction, until called off. */
  breakEnqueueing(subjectId: string): Promise<() => Promise<void>>;
};

const NOW = 1_800_000_000_000;
const LEASE_MS = 30_000;

/** What `ports/run-store.ts` promises, shown on a real database. */
export function runStoreContract(
  name: string,
  setUp: () => Promise<{ readonly setting: RunStoreSetting; tearDown(): Promise<void> }>,
): void {
  describe(`run store contract: ${name}`, () => {
    let setting: RunStoreSetting;
    let tearDown = async () => {};
    beforeAll(async () => {
      ({ setting, tearDown } = await setUp());
    });
    afterAll(() => tearDown());

    const claim = (runId: string, now = NOW, worker = 'w1') =>
      setting.store.claim({
        runId,
        statuses: ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'VERIFYING', 'JUDGING', 'APPROVED', 'MERGING'],
        worker,
        now,
        leaseMs: LEASE_MS,
      });
    const mustClaim = async (runId: string, now = NOW): Promise<Lease> => {
      const lease = await claim(runId, now);
      if (!lease) throw new Error(`run ${runId} could not be claimed`);
      return lease;
    };
    const commit = (
      lease: Lease,
      transition: Exclude<RunTransition, 'landing_started'>,
      more: { readonly stored?: Stored; readonly next?: NextJob; readonly at?: number } = {},
    ) => setting.store.commit(lease, { transition, at: NOW, ...more });
    const read = async (runId: string) => {
      const run = await setting.other.read(runId);
      if (!run.ok) throw new Error(run.failure.message);
      return run.value;
    };
    const toVerifying = async () => {
      const { runId, taskId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      for (const transition of ['claimed', 'agent_started', 'agent_ended'] as const)
        expect(await commit(lease, transition)).toMatchObject({ ok: true });
      const artifact = anArtifact(runId);
      const patches = [{ path: 'src/checkout.js', patch: '@@ -1 +1 @@\n-a\n+b\n', omitted: null }];
      expect(await commit(lease, 'collected', { stored: { kind: 'artifact', artifact, patches }, next: { name: 'run.verify' } })).toEqual({
        ok: true,
        value: 'VERIFYING',
      });
      return { runId, taskId, artifact, patches, staleLease: lease };
    };

    test('of twenty workers that claim at once, over two processes, one gets the run', async () => {
      const { runId } = await setting.fileTask();
      const leases = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? setting.store : setting.other).claim({ runId, statuses: ['QUEUED'], worker: `w${i}`, now: NOW, leaseMs: LEASE_MS }),
        ),
      );
      expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
      expect((await read(runId)).startedAt).toBe(NOW);
    });

    test('a run is not to be had in another status, while its lease lives, or when it does not exist', async () => {
      const { runId } = await setting.fileTask();
      expect(await setting.store.claim({ runId, statuses: ['VERIFYING'], worker: 'w', now: NOW, leaseMs: LEASE_MS })).toBeNull();
      await mustClaim(runId);
      expect(await claim(runId, NOW + LEASE_MS - 1)).toBeNull();
      expect(await claim('run_nowhere')).toBeNull();
    });

    test('after the lease ran out another worker takes over and every write of the first is refused', async () => {
      const { runId } = await setting.fileTask();
      const first = await mustClaim(runId);
      const second = await setting.other.claim({ runId, statuses: ['QUEUED'], worker: 'w2', now: NOW + LEASE_MS, leaseMs: LEASE_MS });
      expect(second).not.toBeNull();
      expect((await read(runId)).startedAt).toBe(NOW);

      expect(await setting.store.renew(first, NOW + LEASE_MS, LEASE_MS)).toBe(false);
      expect(await commit(first, 'claimed')).toMatchObject({ ok: false, failure: { code: 'lease_lost' } });
      expect(await setting.store.recordSandbox(first, SANDBOX)).toMatchObject({ ok: false, failure: { code: 'lease_lost' } });
      expect(await setting.events.append(first, 'late', [{ at: NOW, body: { kind: 'progress', text: 'late' } }])).toMatchObject({
        ok: false,
        failure: { code: 'lease_lost' },
      });
      expect(await setting.store.takeCommands(first, NOW)).toEqual([]);
      await setting.store.release(first);

      const run = await read(runId);
      expect(run.status).toBe('QUEUED');
      expect(run.sandbox).toBeNull();
      expect(await claim(runId, NOW + LEASE_MS + 1)).toBeNull();
      expect(await setting.events.read(runId, 0, 10)).toEqual([]);
    });

    test('of many that move the run at once, the worker with the lease does, once', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, i) => (i % 2 ? setting.store : setting.other).commit(lease, { transition: 'claimed', at: NOW })),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      for (const result of results) if (!result.ok) expect(result.failure.code).toBe('illegal_move');
      expect((await read(runId)).status).toBe('PREPARING');
    });

    test('a move that the machine does not know stores nothing', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      const answer = await commit(lease, 'merged', {
        stored: { kind: 'failure', failure: { code: 'internal', message: 'no' } },
        next: { name: 'run.merge' },
      });
      expect(answer).toMatchObject({ ok: false, failure: { code: 'illegal_move' } });
      expect((await read(runId)).status).toBe('QUEUED');
      expect(await setting.jobsOf(runId)).toEqual(['run.execute']);
    });

    test('the stage, its rows and the next job come together, and the lease is free for whoever gets the job', async () => {
      const { runId, artifact, patches, staleLease } = await toVerifying();
      expect((await setting.jobsOf(runId)).toSorted()).toEqual(['run.execute', 'run.verify']);
      expect(await setting.store.renew(staleLease, NOW, LEASE_MS)).toBe(false);

      const lease = await mustClaim(runId);
      const checks = [aCheck(), aCheck({ subject: 'base', outcome: 'failed', exitCode: 1 })];
      expect(await commit(lease, 'verified', { stored: { kind: 'checks', checks }, next: { name: 'run.judge' } })).toEqual({
        ok: true,
        value: 'JUDGING',
      });
      const judging = await mustClaim(runId);
      const risks = {
        findings: [
          {
            id: 'TST-02',
            cls: 'test_weakening',
            severity: 'high',
            confidence: 'certain',
            at: { path: 'a.test.js', side: 'head', line: 3 },
            evidence: 'test.skip(',
            ask: 'Why?',
            fingerprint: 'f',
          } as const,
        ],
        detectors: [{ name: 'tests', version: '1', state: 'ran', reason: null } as const],
      };
      const decided = aDecision();
      // The facts are for replay: whoever reads an artifact gets the decision.
      const { facts: _facts, shadows: _shadows, ...decision } = decided;
      expect(await commit(judging, 'held_for_review', { stored: { kind: 'judgement', risks, decision: decided } })).toEqual({
        ok: true,
        value: 'IN_REVIEW',
      });

      expect(await setting.other.readArtifact(runId)).toEqual({
        ok: true,
        value: {
          artifact,
          patches,
          checks,
          landingChecks: [],
          risks,
          decision,
          releases: [],
          committerIds: [],
          arrivedAt: expect.any(Number),
        },
      });
      expect((await read(runId)).artifactDigest).toBe(artifact.digest);
      expect(await setting.store.renew(judging, NOW, LEASE_MS)).toBe(false);
    });

    test('when the job cannot be enqueued nothing is stored and the run stays; when storing fails there is no job', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      for (const transition of ['claimed', 'agent_started', 'agent_ended'] as const) await commit(lease, transition);
      const stored = { kind: 'artifact', artifact: anArtifact(runId), patches: [] } as const;

      const repair = await setting.breakEnqueueing(runId);
      await expect(commit(lease, 'collected', { stored, next: { name: 'run.verify' } })).rejects.toThrow();
      await repair();
      expect((await read(runId)).status).toBe('COLLECTING');
      expect(await setting.store.readArtifact(runId)).toMatchObject({ ok: false, failure: { code: 'not_found' } });

      const broken = { ...stored, artifact: { ...stored.artifact, runId: 'run_nowhere' } };
      await expect(commit(lease, 'collected', { stored: broken, next: { name: 'run.verify' } })).rejects.toThrow();
      expect(await setting.jobsOf(runId)).toEqual(['run.execute']);
      expect(await commit(lease, 'collected', { stored, next: { name: 'run.verify' } })).toMatchObject({ ok: true });
    });

    test('pauses are summed, also one that ends with the run', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      await commit(lease, 'claimed');
      await commit(lease, 'agent_started');
      await commit(lease, 'paused', { at: NOW + 1_000 });
      await commit(lease, 'resumed', { at: NOW + 6_000 });
      await commit(lease, 'paused', { at: NOW + 7_000 });
      expect(await commit(lease, 'cancelled', { at: NOW + 9_000 })).toEqual({ ok: true, value: 'CANCELLED' });
      expect((await read(runId)).pausedMs).toBe(7_000);
      expect(await claim(runId, NOW + LEASE_MS * 2)).toBeNull();
    });

    test('steering is taken once, in order, by the holder of the lease', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      let woken = 0;
      const unsubscribe = setting.store.onCommand(runId, () => woken++);
      await commit(lease, 'claimed');
      const add = (action: 'message' | 'pause', text: string) =>
        setting.web.addCommand({ runId, action, byId: setting.personId(), text, now: NOW, allowedIn: ['PREPARING'] });
      await until(async () => {
        await add('message', 'first\u0000');
        return woken > 0;
      });
      await add('pause', '');
      const taken = (await Promise.all([setting.store.takeCommands(lease, NOW), setting.other.takeCommands(lease, NOW)])).flat();
      expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
      expect(taken[0]).toMatchObject({ action: 'message', text: 'first\u2400', by: 'Mila Member' });
      expect(taken.at(-1)).toMatchObject({ action: 'pause' });
      expect(await setting.store.takeCommands(lease, NOW)).toEqual([]);
      expect(
        await setting.web.addCommand({ runId, action: 'resume', byId: setting.personId(), text: '', now: NOW, allowedIn: ['PAUSED'] }),
      ).toMatchObject({ ok: false, failure: { code: 'illegal_move' } });
      unsubscribe();
    });

    test('a cancel reaches the worker; a run that nobody works on ends at once, with an entry in its log', async () => {
      const worked = await setting.fileTask();
      const lease = await mustClaim(worked.runId);
      await commit(lease, 'claimed');
      let woken = false;
      const unsubscribe = setting.other.onCommand(worked.runId, () => {
        woken = true;
      });
      expect(await setting.web.requestCancel({ runId: worked.runId, byId: setting.personId(), now: NOW })).toEqual({
        ok: true,
        value: 'PREPARING',
      });
      await until(async () => woken);
      unsubscribe();
      expect(await read(worked.runId)).toMatchObject({ cancelRequestedAt: NOW, cancelRequestedBy: 'Mila Member' });
      // Whatever the worker has made by then: a judgement comes too late, and the run can still end as cancelled.
      for (const transition of ['agent_started', 'agent_ended', 'collected', 'verified'] as const) await commit(lease, transition);
      for (const transition of ['held_for_review', 'granted'] as const)
        expect(await commit(lease, transition)).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
      expect(await commit(lease, 'cancelled')).toEqual({ ok: true, value: 'CANCELLED' });

      const queued = await setting.fileTask();
      expect(await setting.web.requestCancel({ runId: queued.runId, byId: setting.personId(), now: NOW })).toEqual({
        ok: true,
        value: 'CANCELLED',
      });
      expect((await setting.events.read(queued.runId, 0, 10)).map(({ body }) => body)).toEqual([
        { kind: 'steering', action: 'cancel', by: 'Mila Member' },
      ]);
      expect(await setting.web.requestCancel({ runId: queued.runId, byId: setting.personId(), now: NOW })).toMatchObject({
        ok: false,
        failure: { code: 'illegal_move' },
      });
    });

    test('the reaper finds runs whose lease ran out, and those that nobody took up', async () => {
      const { runId } = await setting.fileTask();
      const lease = await mustClaim(runId);
      await commit(lease, 'claimed');
      const ids = async (now: number) => (await setting.store.expired(now)).map((run) => run.runId);
      expect(await ids(NOW + LEASE_MS - 1)).not.toContain(runId);
      expect(await ids(NOW + LEASE_MS)).toContain(runId);
      expect(await setting.store.renew(lease, NOW + LEASE_MS, LEASE_MS)).toBe(true);
      expect(await ids(NOW + LEASE_MS)).not.toContain(runId);
      await setting.store.release(lease);
      expect(await ids(NOW + 10 * 60_000)).toContain(runId);
      expect(await setting.store.inStatus(['PREPARING'])).toContain(runId);
    });
  });
}

const SANDBOX: SandboxRecord = {
  name: 's',
  image: 'i',
  imageDigest: 'd',
  limits: {},
  mounts: [],
  workspaceMethod: 'copy',
  startSha: '1'.repeat(40),
  baseSha: '1'.repeat(40),
};
