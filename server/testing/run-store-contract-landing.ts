import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Landing } from '../domain/merge/landing.ts';
import type { Lease } from '../ports/run-store.ts';
import { aCheck, aDecision, anArtifact } from './filed-task.ts';
import type { RunStoreSetting } from './run-store-contract.ts';

const NOW = 1_800_000_000_000;
const LEASE_MS = 30_000;

/** What `ports/run-store.ts` promises about landing. All tasks of the setting are for one branch of one repository. */
export function landingStoreContract(
  name: string,
  setUp: () => Promise<{ readonly setting: RunStoreSetting; tearDown(): Promise<void> }>,
): void {
  describe(`run store contract, landing: ${name}`, () => {
    let setting: RunStoreSetting;
    let tearDown = async () => {};
    beforeAll(async () => {
      ({ setting, tearDown } = await setUp());
    });
    afterAll(() => tearDown());

    const claim = async (runId: string, using = setting.store, now = NOW): Promise<Lease> => {
      const lease = await using.claim({
        runId,
        statuses: ['QUEUED', 'APPROVED', 'LANDING', 'MERGING'],
        worker: 'w',
        now,
        leaseMs: LEASE_MS,
      });
      if (!lease) throw new Error(`run ${runId} could not be claimed`);
      return lease;
    };
    const approved = async (at: number): Promise<string> => {
      const { runId } = await setting.fileTask();
      const lease = await claim(runId);
      const risks = { findings: [], detectors: [] };
      for (const move of [
        { transition: 'claimed' },
        { transition: 'agent_started' },
        { transition: 'agent_ended' },
        { transition: 'collected', stored: { kind: 'artifact', artifact: anArtifact(runId), patches: [] } },
        { transition: 'verified', stored: { kind: 'checks', checks: [aCheck()] } },
        { transition: 'granted', stored: { kind: 'judgement', risks, decision: aDecision({ disposition: 'AUTO_MERGE' }) } },
      ] as const)
        expect(await setting.store.commit(lease, { ...move, at })).toMatchObject({ ok: true });
      expect(await statusOf(runId)).toBe('APPROVED');
      return runId;
    };
    const statusOf = async (runId: string) => {
      const run = await setting.other.read(runId);
      return run.ok ? run.value.status : run.failure.code;
    };
    const end = async (lease: Lease) => {
      const failure = { code: 'internal', message: 'Over.' } as const;
      expect(
        await setting.store.commit(lease, { transition: 'merge_refused', at: NOW, stored: { kind: 'failure', failure } }),
      ).toMatchObject({
        ok: true,
      });
    };
    beforeEach(async () => {
      for (const runId of await setting.store.inStatus(['LANDING', 'MERGING']))
        await end(await claim(runId, setting.store, NOW + 2 * LEASE_MS));
    });

    test('the first that was approved lands; the others wait and are told behind whom; then it is the next one’s turn', async () => {
      const [second, first] = [await approved(NOW + 2), await approved(NOW + 1)];
      expect(await setting.store.mayLandNow(NOW)).toEqual([first]);
      const late = await claim(second, setting.other);
      expect(await setting.other.takeTurn(late, NOW)).toMatchObject({
        ok: true,
        value: [{ reason: 'landing_line', branch: 'main', position: 2 }],
      });
      expect(await statusOf(second)).toBe('APPROVED');
      const lease = await claim(first);
      expect(await setting.store.takeTurn(lease, NOW)).toEqual({ ok: true, value: [] });
      expect(await statusOf(first)).toBe('LANDING');
      // The lease goes on with it.
      expect(await setting.store.renew(lease, NOW, LEASE_MS)).toBe(true);
      expect(await setting.store.mayLandNow(NOW)).toEqual([]);
      expect(await setting.store.commit(lease, { transition: 'merge_started', at: NOW })).toMatchObject({ ok: true });
      expect(await setting.store.takeTurn(late, NOW)).toMatchObject({ ok: true, value: [{ reason: 'landing_line' }] });
      await end(lease);
      expect(await setting.store.mayLandNow(NOW)).toEqual([second]);
      expect(await setting.store.takeTurn(late, NOW)).toEqual({ ok: true, value: [] });
    });

    test('of ten that ask at the same moment, over two processes, one lands at a time, in the order of their approval', async () => {
      const runs: string[] = [];
      for (let i = 0; i < 10; i += 1) runs.push(await approved(NOW + 10 + i));
      const leases = await Promise.all(runs.map((runId, i) => claim(runId, i % 2 ? setting.store : setting.other)));
      const landed: string[] = [];
      while (landed.length < runs.length) {
        const waiting = leases.filter(({ runId }) => !landed.includes(runId));
        const turns = await Promise.all(waiting.map((lease, i) => (i % 2 ? setting.store : setting.other).takeTurn(lease, NOW)));
        const mine = waiting.filter((_, i) => {
          const turn = turns[i];
          return turn?.ok && turn.value.length === 0;
        });
        expect(mine).toHaveLength(1);
        expect(await setting.store.inStatus(['LANDING'])).toEqual(mine.map(({ runId }) => runId));
        for (const lease of mine) {
          landed.push(lease.runId);
          await end(lease);
        }
      }
      expect(landed).toEqual(runs);
    });

    test('a turn is refused without the lease, and to a run that was cancelled while it waited', async () => {
      const runId = await approved(NOW);
      const lease = await claim(runId);
      expect(await setting.store.takeTurn({ ...lease, token: 'lease_other' }, NOW)).toMatchObject({ failure: { code: 'lease_lost' } });
      // Somebody holds it: the wish stays with the run.
      expect(await setting.web.requestCancel({ runId, byId: setting.personId(), now: NOW })).toEqual({ ok: true, value: 'APPROVED' });
      expect(await setting.store.mayLandNow(NOW)).toContain(runId);
      expect(await setting.store.takeTurn(lease, NOW)).toMatchObject({ failure: { code: 'cancelled' } });
      expect(await setting.store.commit(lease, { transition: 'cancelled', at: NOW })).toEqual({ ok: true, value: 'CANCELLED' });

      const free = await approved(NOW);
      expect(await setting.web.requestCancel({ runId: free, byId: setting.personId(), now: NOW })).toEqual({
        ok: true,
        value: 'CANCELLED',
      });
      const landing = await approved(NOW);
      const held = await claim(landing);
      expect(await setting.store.takeTurn(held, NOW)).toEqual({ ok: true, value: [] });
      await setting.web.requestCancel({ runId: landing, byId: setting.personId(), now: NOW });
      // What is cancelled while it is being checked is not pushed any more.
      expect(await setting.store.commit(held, { transition: 'merge_started', at: NOW })).toMatchObject({ failure: { code: 'cancelled' } });
      expect(await setting.store.commit(held, { transition: 'cancelled', at: NOW })).toEqual({ ok: true, value: 'CANCELLED' });
    });

    test('what was found out about a tree is kept with the receipts of that tree, and with the reason when it may not land', async () => {
      const runId = await approved(NOW);
      const lease = await claim(runId);
      await setting.store.takeTurn(lease, NOW);
      const ran = [aCheck({ treeId: 'd'.repeat(40) }), aCheck({ name: 'lint', command: 'npm run lint', treeId: 'd'.repeat(40) })];
      const landing = (over: Partial<Landing> = {}): Landing => ({
        ontoSha: 'a'.repeat(40),
        commitSha: 'c'.repeat(40),
        treeId: 'd'.repeat(40),
        patchId: '5'.repeat(40),
        artifactDigest: anArtifact(runId).digest,
        ran,
        risks: { findings: [], detectors: [] },
        decision: aDecision({ disposition: 'APPROVED' }),
        ...over,
      });
      const stored = { kind: 'landing', landing: landing(), refusal: null } as const;
      expect(await setting.store.commit(lease, { transition: 'merge_started', at: NOW, stored })).toMatchObject({ ok: true });
      expect(await setting.store.commit(lease, { transition: 'landing_restarted', at: NOW })).toEqual({ ok: true, value: 'LANDING' });
      const red = aCheck({ treeId: 'e'.repeat(40), outcome: 'failed', exitCode: 1 });
      const refusal = { code: 'merge_check_failed', message: 'unit failed.' } as const;
      const refused = { kind: 'landing', landing: landing({ treeId: 'e'.repeat(40), ran: [red] }), refusal } as const;
      expect(await setting.store.commit(lease, { transition: 'merge_refused', at: NOW, stored: refused })).toMatchObject({ ok: true });

      const artifact = await setting.other.readArtifact(runId);
      expect(artifact).toMatchObject({ ok: true, value: { checks: [aCheck()], landingChecks: [...ran, red] } });
      expect(await statusOf(runId)).toBe('MERGE_REFUSED');
    });
  });
}
