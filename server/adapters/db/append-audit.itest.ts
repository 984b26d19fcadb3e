import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditAct } from '../../domain/audit/act.ts';
import { verifyChain } from '../../domain/audit/verify.ts';
import type { RunTransition } from '../../domain/run/machine.ts';
import type { Stored } from '../../ports/run-store.ts';
import { auditRows, storedAudit } from '../../testing/audit-rows.ts';
import { openTestDatabase } from '../../testing/database.ts';
import { aContract, aDecision, addPerson, anArtifact, aReview, digestOf, type Ground, layGround } from '../../testing/filed-task.ts';
import { until } from '../../testing/until.ts';
import { appendAudit } from './append-audit.ts';
import { prismaRunStore } from './prisma-run-store.ts';
import { prismaWebStore } from './prisma-web-store.ts';
import { prismaWorkerStore } from './prisma-worker-store.ts';
import { seedPolicy } from './seed.ts';

/** What a stage ends with; a turn to land is given out, not committed. */
type Committed = Exclude<RunTransition, 'landing_started'>;

const NOW = 1_800_000_000_000;
const { db, test: database } = openTestDatabase();
let ground: Ground;
let ada: string;
beforeAll(async () => {
  ground = await layGround(db());
  ada = await addPerson(db(), 'Ada Admin', 'admin');
});
const store = () => prismaWebStore(db());
const runs = () => prismaRunStore(db());
const by = () => ({ byId: ada, now: NOW });
const ADA = () => ({ actorId: ada, actorName: 'Ada Admin', at: BigInt(NOW) });
const SYSTEM = { actorId: null, actorName: 'system' };
const noted = (subjectId: string): AuditAct => ({
  action: 'person_reactivated',
  subject: { kind: 'person', id: subjectId },
  detail: { name: 'Ned' },
});

/** The entries that `act` adds. */
async function added(act: () => Promise<unknown>) {
  const before = await db().prisma.auditEntry.count();
  await act();
  return (await auditRows(db())).slice(before);
}
const mustWork = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; failure: { message: string } }>): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};
const file = (overrides: readonly { code: string; field: string; reason: string }[] = []) =>
  mustWork(
    store().fileTask({
      requestId: randomUUID(),
      requesterId: ground.requesterId,
      contract: aContract(),
      overrides,
      prompt: 'Do it.',
      now: NOW,
    }),
  );

describe('the chain in the table', () => {
  test('twenty writers at once, over two processes, make one chain without gaps', async () => {
    const other = database().connect();
    const rows = await added(() =>
      Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          (i % 2 ? db() : other).prisma.$transaction((tx) =>
            appendAudit(tx, { byId: i % 3 ? ada : null, at: NOW + i, acts: [noted(`${i}`), noted(`${i}`)].slice(i % 2) }),
          ),
        ),
      ),
    );
    expect(rows).toHaveLength(90);
    const { entries, head } = await storedAudit(db());
    expect(verifyChain(entries, head)).toEqual({ entries: entries.length, head, firstBreak: null });
    expect(new Set(rows.map(({ subjectId }) => subjectId)).size).toBe(60);
  });

  test('a transaction that is rolled back leaves no entry and no gap', async () => {
    const before = await storedAudit(db());
    const rolledBack = db().prisma.$transaction(async (tx) => {
      await appendAudit(tx, { byId: ada, at: NOW, acts: [noted('lost')] });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect(await storedAudit(db())).toEqual(before);
    await db().prisma.$transaction((tx) => appendAudit(tx, { byId: null, at: NOW, acts: [noted('kept')] }));
    const { entries, head } = await storedAudit(db());
    expect(head.position).toBe(before.head.position + 1);
    expect(verifyChain(entries, head).firstBreak).toBeNull();
  });

  test('text of any kind comes back as it was hashed', async () => {
    const name = 'a\u0000b \ud800 \u2028 "quoted" \\ \ud83d\ude00 e\u0301 1e400';
    await db().prisma.$transaction((tx) =>
      appendAudit(tx, { byId: ada, at: NOW, acts: [{ ...noted('odd'), detail: { name } } as AuditAct] }),
    );
    const { entries, head } = await storedAudit(db());
    expect(verifyChain(entries, head).firstBreak).toBeNull();
    expect(entries.at(-1)?.detail).toEqual({ name: 'a\u2400b \ufffd \u2028 "quoted" \\ \ud83d\ude00 e\u0301 1e400' });
  });

  test.each([
    `UPDATE audit_entries SET action = 'x' WHERE position = 1`,
    `DELETE FROM audit_entries WHERE position = 1`,
    `DELETE FROM audit_entries WHERE false`,
    `TRUNCATE audit_entries`,
    `DELETE FROM audit_head`,
    `TRUNCATE audit_head`,
    `UPDATE audit_head SET position = position - 1`,
  ])('the database refuses: %s', async (statement) => {
    const before = await storedAudit(db());
    await expect(db().prisma.$executeRawUnsafe(statement)).rejects.toThrow('append-only');
    expect(await storedAudit(db())).toEqual(before);
  });
});

describe('each change writes one entry', () => {
  test('roles and access, and nothing where nothing changes', async () => {
    const ned = await addPerson(db(), 'Ned', 'member');
    const subject = { subjectKind: 'person', subjectId: ned };
    const rows = await added(async () => {
      for (const role of ['reviewer', 'reviewer'] as const) await store().setRole({ personId: ned, role, ...by() });
      for (const active of [false, false, true]) await store().setActive({ personId: ned, active, ...by() });
      await store().setRole({ personId: ada, role: 'member', ...by() });
      await store().setActive({ personId: 'nobody', active: false, ...by() });
    });
    expect(rows).toMatchObject([
      { ...ADA(), ...subject, action: 'role_changed', detail: { name: 'Ned', from: 'member', to: 'reviewer' } },
      { ...ADA(), ...subject, action: 'person_deactivated', detail: { name: 'Ned' } },
      { ...ADA(), ...subject, action: 'person_reactivated' },
    ]);
    expect(rows).toHaveLength(3);
  });

  test('what a role was before is right also when somebody else is just changing it', async () => {
    const ned = await addPerson(db(), 'Ned', 'member');
    const rows = await added(async () => {
      let second: Promise<unknown> = Promise.resolve();
      await database()
        .connect()
        .prisma.$transaction(async (tx) => {
          await tx.user.update({ where: { id: ned }, data: { role: 'reviewer' } });
          second = store().setRole({ personId: ned, role: 'admin', ...by() });
          const waiting = () => db().prisma.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`;
          await until(async () => ((await waiting())[0]?.n ?? 0) > 0);
        });
      await second;
    });
    expect(rows).toMatchObject([{ action: 'role_changed', detail: { from: 'reviewer', to: 'admin' } }]);
    await store().setRole({ personId: ned, role: 'member', ...by() });
  });

  test('repositories: registered, changed, found by the first sync, removed', async () => {
    let id = '';
    const rows = await added(async () => {
      ({ id } = await mustWork(
        store().addRepository({ name: 'lib', url: 'https://git.example/lib.git?token=s3cret', baseBranch: null, ...by() }),
      ));
      await prismaWorkerStore(db()).recordSync(id, NOW, {
        ok: true,
        facts: { branches: [{ name: 'main', sha: '1'.repeat(40) }], defaultBranch: 'main' },
        paths: [],
        pathsTruncated: false,
        scripts: [],
        changes: [],
      });
      await store().requestSync(id, NOW);
      for (const mergeMethod of ['merge_commit', 'merge_commit'] as const) await store().setMergeMethod({ id, mergeMethod, ...by() });
      await store().setBaseBranch({ id, baseBranch: 'nope', ...by() });
      await store().setBaseBranch({ id, baseBranch: 'main', ...by() });
      await store().addRepository({ name: 'lib', url: '/srv/other.git', baseBranch: null, ...by() });
      for (let i = 0; i < 2; i++) await store().removeRepository({ id, ...by() });
    });
    expect(rows).toMatchObject([
      { ...ADA(), action: 'repository_registered', detail: { name: 'lib', address: 'https://git.example/lib.git', baseBranch: null } },
      { ...SYSTEM, action: 'repository_changed', detail: { name: 'lib', field: 'base branch', from: null, to: 'main' } },
      { ...ADA(), action: 'repository_changed', detail: { name: 'lib', field: 'merge method', from: 'squash', to: 'merge_commit' } },
      { ...ADA(), action: 'repository_removed', detail: { name: 'lib' } },
    ]);
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatchObject({ subjectKind: 'repository', subjectId: id });
  });

  test('agent profiles and their keys, of which only the kind is kept', async () => {
    const profile = { name: 'claude', kind: 'claude_code', provider: 'anthropic', model: 'm', baseUrl: '', label: '', ...by() } as const;
    let id = '';
    const rows = await added(async () => {
      ({ id } = await mustWork(store().saveAgentProfile({ ...profile, id: null, key: { from: 'none' } })));
      await store().saveAgentProfile({ ...profile, id, key: { from: 'sealed', sealed: 'v1.box-one' } });
      await store().saveAgentProfile({ ...profile, id, model: 'm2', key: { from: 'keep' } });
      await store().saveAgentProfile({ ...profile, id, key: { from: 'sealed', sealed: 'v1.box-two' } });
      for (let i = 0; i < 2; i++)
        await store().saveAgentProfile({ ...profile, id, key: { from: 'environment', variable: 'ANTHROPIC_API_KEY' } });
      await store().requestAgentTest(id, NOW);
      await store().saveAgentProfile({ ...profile, id: 'agent_none', key: { from: 'keep' } });
      for (let i = 0; i < 2; i++) await store().removeAgentProfile({ id, ...by() });
    });
    const [saved, changed] = ['agent_profile_saved', 'agent_key_changed'];
    expect(rows.map(({ action }) => action)).toEqual([
      saved,
      saved,
      changed,
      saved,
      saved,
      changed,
      saved,
      changed,
      saved,
      'agent_profile_removed',
    ]);
    expect(rows[0]).toMatchObject({ ...ADA(), subjectKind: 'agent', subjectId: id, detail: { name: 'claude', isNew: true, model: 'm' } });
    expect(rows[2]?.detail).toEqual({ name: 'claude', from: 'sealed', variable: null });
    expect(rows[3]?.detail).toMatchObject({ model: 'm2', isNew: false });
    expect(rows[7]?.detail).toEqual({ name: 'claude', from: 'environment', variable: 'ANTHROPIC_API_KEY' });
    const all = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(all).not.toContain('box-');
  });

  test('a policy that comes into force, once', async () => {
    const policy = { name: 'default', version: 1, yaml: 'a: 1', digest: digestOf('a'), now: NOW };
    const rows = await added(async () => {
      for (const now of [NOW, NOW + 1]) await seedPolicy(db(), { ...policy, now });
      await seedPolicy(db(), { ...policy, yaml: 'a: 2', digest: digestOf('b'), now: NOW + 2 });
      await seedPolicy(db(), { ...policy, now: NOW + 3 });
    });
    expect(rows).toMatchObject([
      { ...SYSTEM, action: 'policy_activated', detail: { name: 'default', version: 1, digest: digestOf('a'), replaced: null } },
      { action: 'policy_activated', detail: { version: 2, digest: digestOf('b'), replaced: 'default@1' } },
      { action: 'policy_activated', detail: { version: 1, replaced: 'default@2' } },
    ]);
    expect(rows).toHaveLength(3);
  });

  test('a task with an entry for each warning that was overridden, also on a double click', async () => {
    const overrides = [
      { code: 'OUT-1', field: 'task.outcome', reason: 'It is only one word long.' },
      { code: 'CHK-1', field: 'verification', reason: 'There is nothing to check.' },
    ];
    const input = {
      requestId: randomUUID(),
      requesterId: ground.requesterId,
      contract: aContract(),
      overrides,
      prompt: '',
      now: NOW,
    };
    let taskId = '';
    const rows = await added(async () => {
      const filed = await Promise.all(Array.from({ length: 4 }, () => mustWork(store().fileTask(input))));
      taskId = filed[0]?.taskId ?? '';
    });
    expect(rows).toMatchObject(
      overrides.map((detail) => ({
        actorId: ground.requesterId,
        actorName: 'Mila Member',
        action: 'lint_warning_overridden',
        subjectKind: 'task',
        subjectId: taskId,
        detail,
      })),
    );
    expect(rows).toHaveLength(2);
    expect(await added(() => file())).toEqual([]);
  });

  test('a cancel is the act of who asked for it, whether the run ends at once or later', async () => {
    for (const worked of [false, true]) {
      const { runId } = await file();
      const lease = worked ? await runs().claim({ runId, statuses: ['QUEUED'], worker: 'w', now: NOW, leaseMs: 60_000 }) : null;
      if (lease) await runs().commit(lease, { transition: 'claimed', at: NOW });
      const rows = await added(async () => {
        for (let i = 0; i < 2; i++) await store().requestCancel({ runId, ...by() });
        if (lease) await runs().commit(lease, { transition: 'cancelled', at: NOW });
      });
      const was = worked ? 'PREPARING' : 'QUEUED';
      expect(rows).toMatchObject([{ ...ADA(), action: 'run_cancelled', subjectKind: 'run', subjectId: runId, detail: { was } }]);
      expect(rows).toHaveLength(1);
      expect((await runs().read(runId)).ok && (await db().prisma.run.findUniqueOrThrow({ where: { id: runId } })).status).toBe('CANCELLED');
    }
  });
});

describe('decisions, reviews and merges', () => {
  const toReview = async (): Promise<string> => {
    const { runId } = await file();
    const lease = await runs().claim({ runId, statuses: ['QUEUED'], worker: 'w', now: NOW, leaseMs: 60_000 });
    if (!lease) throw new Error('not claimed');
    const steps: readonly (readonly [Committed, Stored | undefined])[] = [
      ['claimed', undefined],
      ['agent_started', undefined],
      ['agent_ended', undefined],
      ['collected', { kind: 'artifact', artifact: anArtifact(runId), patches: [] }],
      ['verified', { kind: 'checks', checks: [] }],
      ['held_for_review', { kind: 'judgement', risks: { findings: [], detectors: [] }, decision: aDecision() }],
    ];
    for (const [transition, stored] of steps) await mustWork(runs().commit(lease, { transition, at: NOW, stored }));
    return runId;
  };
  const approve = (runId: string, reviewerId: string) =>
    store().recordReview({
      review: aReview(runId),
      reviewerId,
      now: NOW,
      transition: 'approved',
      job: 'run.merge',
      followUp: null,
      decision: aDecision({ disposition: 'APPROVED', because: ['one reviewer', 'no finding'] }),
    });
  const merge = async (runId: string, ...moves: readonly { transition: Committed; stored?: Stored }[]) => {
    const lease = await runs().claim({ runId, statuses: ['APPROVED'], worker: 'w', now: NOW + 60_001, leaseMs: 60_000 });
    if (!lease) throw new Error('not claimed');
    expect(await mustWork(runs().takeTurn(lease, NOW))).toEqual([]);
    for (const move of moves) await mustWork(runs().commit(lease, { ...move, at: NOW }));
    await runs().release(lease);
  };

  test('of a run from its judgement to its merge', async () => {
    const rami = await addPerson(db(), 'Rami Reviewer', 'reviewer');
    let runId = '';
    const judged = await added(async () => {
      runId = await toReview();
    });
    const artifactDigest = digestOf(runId);
    expect(judged).toMatchObject([
      { ...SYSTEM, action: 'decision_made', subjectId: runId, detail: { disposition: 'REVIEW', policy: 'default@1', artifactDigest } },
    ]);
    const reviewed = await added(async () => {
      for (const person of [rami, ada, rami]) await mustWork(approve(runId, person));
    });
    expect(reviewed).toMatchObject([
      {
        actorId: rami,
        actorName: 'Rami Reviewer',
        action: 'review_recorded',
        subjectId: runId,
        detail: { verdict: 'approve', reason: 'Traced it.', artifactDigest, movedTo: 'APPROVED', comments: 0 },
      },
      { ...SYSTEM, action: 'decision_made', detail: { disposition: 'APPROVED', reason: 'one reviewer; no finding' } },
      { ...ADA(), action: 'review_recorded', detail: { movedTo: null } },
    ]);
    const sha = '9'.repeat(40);
    const merged = await added(() =>
      merge(runId, { transition: 'merge_started' }, { transition: 'merged', stored: { kind: 'merge', sha, method: 'squash' } }),
    );
    expect(merged).toMatchObject([
      { ...SYSTEM, action: 'merge_landed', subjectKind: 'run', subjectId: runId, detail: { sha, method: 'squash', artifactDigest } },
    ]);
    expect([judged.length, reviewed.length, merged.length]).toEqual([1, 3, 1]);
  });

  test('of merges that were refused or lost, and what a person found', async () => {
    const runId = await toReview();
    await approve(runId, ada);
    const sha = '8'.repeat(40);
    const failed = (code: 'merge_conflict' | 'merge_outcome_unknown'): Stored => ({
      kind: 'failure',
      failure: { code, message: 'The push ended so.' },
    });
    const rows = await added(async () => {
      await merge(runId, { transition: 'merge_started' }, { transition: 'merge_refused', stored: failed('merge_conflict') });
      await store().settleMerge({ runId, ...by(), transition: 'merge_retried', sha: null, job: 'run.merge' });
      await merge(runId, { transition: 'merge_started' }, { transition: 'merge_lost', stored: failed('merge_outcome_unknown') });
      for (let i = 0; i < 2; i++) await store().settleMerge({ runId, ...by(), transition: 'merge_found', sha, job: null });
    });
    expect(rows).toMatchObject([
      { ...SYSTEM, action: 'merge_refused', detail: { code: 'merge_conflict', reason: 'The push ended so.' } },
      { ...ADA(), action: 'merge_settled', detail: { how: 'merge_retried', sha: null } },
      { ...SYSTEM, action: 'merge_lost', detail: { code: 'merge_outcome_unknown' } },
      { ...ADA(), action: 'merge_settled', detail: { how: 'merge_found', sha } },
    ]);
    expect(rows).toHaveLength(4);
  });

  test('many reviews, cancels and role changes at once end, in one chain', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, toReview));
    const people = await Promise.all(Array.from({ length: 6 }, (_, i) => addPerson(db(), `Person ${i}`, 'admin')));
    const told = { approvals: [] as boolean[], cancels: [] as boolean[] };
    const rows = await added(() =>
      Promise.all(
        ids.flatMap((runId, i) => [
          approve(runId, people[i] as string).then(({ ok }) => told.approvals.push(ok)),
          store()
            .requestCancel({ runId, byId: people[(i + 1) % 6] as string, now: NOW })
            .then(({ ok }) => told.cancels.push(ok)),
          store().setRole({ personId: people[i] as string, role: 'reviewer', byId: people[(i + 2) % 6] as string, now: NOW }),
          file([{ code: 'OUT-1', field: 'task', reason: 'All of them at once.' }]),
        ]),
      ),
    );
    const done = (answers: readonly boolean[]) => answers.filter(Boolean).length;
    // What was told to be done is written, and nothing else; one of the two always is.
    const count = (action: string) => rows.filter((row) => row.action === action).length;
    expect([count('review_recorded'), count('run_cancelled')]).toEqual([done(told.approvals), done(told.cancels)]);
    expect(done([...told.approvals, ...told.cancels])).toBeGreaterThanOrEqual(6);
    expect([count('role_changed'), count('lint_warning_overridden')]).toEqual([6, 6]);
    const { entries, head } = await storedAudit(db());
    expect(verifyChain(entries, head)).toMatchObject({ head, firstBreak: null });
  });
});
