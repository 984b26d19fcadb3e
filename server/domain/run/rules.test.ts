import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, sayBacklog, sayWaitReason } from './admission.ts';
import { answerPermission } from './permission.ts';
import { splitShell } from './shell-words.ts';
import { nextStopCheckAt, stopVerdict } from './stop-rule.ts';

describe('admission', () => {
  const queued = (runId: string, patch: object = {}) => ({
    runId,
    taskId: `task-${runId}`,
    queuedAt: Number(runId),
    waitsForReviews: true,
    repository: { name: 'shop', ready: true },
    ...patch,
  });

  it('starts the oldest first, up to the limit, and says why the others wait', () => {
    const plan = admit([queued('3'), queued('1'), queued('2')], [{ runId: '0', taskId: 'x' }], {
      maxRunning: 2,
      workersAlive: 1,
      backlogs: [],
    });
    expect(plan.start).toEqual(['1']);
    expect(plan.waiting).toEqual([
      { runId: '2', reasons: [{ reason: 'capacity', running: 2, limit: 2, ahead: 0 }] },
      { runId: '3', reasons: [{ reason: 'capacity', running: 2, limit: 2, ahead: 1 }] },
    ]);
  });

  it('does not let a stuck run hold up the next', () => {
    const plan = admit(
      [queued('1', { repository: { name: 'shop', ready: false } }), queued('2', { taskId: 't' }), queued('3')],
      [{ runId: '0', taskId: 't' }],
      { maxRunning: 5, workersAlive: 1, backlogs: [] },
    );
    expect(plan.start).toEqual(['3']);
    expect(plan.waiting.map((entry) => entry.reasons[0]?.reason)).toEqual(['repository_not_ready', 'earlier_run']);
    for (const reason of plan.waiting.flatMap((entry) => entry.reasons)) expect(sayWaitReason(reason)).toMatch(/\.$/);
  });

  it('holds back what waits for reviews while too much is unreviewed, and nothing else', () => {
    const shop = { repository: 'shop', waiting: 25, limit: 25, who: ['Rami', 'Sara'] };
    const line = [queued('1'), queued('2', { waitsForReviews: false }), queued('3', { repository: { name: 'docs', ready: true } })];
    const limits = { maxRunning: 5, workersAlive: 1, backlogs: [shop] };
    const plan = admit(line, [], limits);
    expect(plan.start).toEqual(['2', '3']);
    expect(plan.waiting).toEqual([{ runId: '1', reasons: [{ reason: 'review_backlog', ...shop }] }]);
    expect(plan.waiting[0]?.reasons.map(sayWaitReason)).toEqual(['Review backlog: 25 of 25 in shop; Rami or Sara could clear it.']);

    const everywhere = { repository: null, waiting: 100, limit: 100, who: ['A', 'B', 'C', 'D'] };
    expect(admit(line, [], { ...limits, backlogs: [shop, everywhere] }).start).toEqual(['2']);
    expect(sayBacklog(everywhere)).toBe('Review backlog: 100 of 100; A, B or 2 others could clear it');
    expect(sayBacklog({ ...everywhere, who: ['A'] })).toBe('Review backlog: 100 of 100; A could clear it');
    expect(sayBacklog({ ...everywhere, who: [] })).toContain('an admin adds a reviewer');
  });

  it('never starts two runs of one task or more than fit', () => {
    const run = fc.record({
      runId: fc.uuid(),
      taskId: fc.constantFrom('a', 'b', 'c', 'd'),
      queuedAt: fc.nat(),
      waitsForReviews: fc.boolean(),
      repository: fc.record({ name: fc.constantFrom('r', 's'), ready: fc.boolean() }),
    });
    const backlog = fc.record({
      repository: fc.constantFrom('r', null),
      waiting: fc.constant(9),
      limit: fc.constant(9),
      who: fc.constant([]),
    });
    const lines = fc.uniqueArray(run, { selector: (entry) => entry.runId });
    fc.assert(
      fc.property(lines, fc.nat(5), fc.nat(2), fc.array(backlog, { maxLength: 2 }), (line, maxRunning, workersAlive, backlogs) => {
        const plan = admit(line, [], { maxRunning, workersAlive, backlogs });
        for (const { waitsForReviews, repository } of line.filter(({ runId }) => plan.start.includes(runId)))
          expect(!waitsForReviews || !backlogs.some((full) => full.repository === null || full.repository === repository.name)).toBe(true);
        const tasks = plan.start.map((id) => line.find((entry) => entry.runId === id)?.taskId);
        expect(new Set(tasks).size).toBe(tasks.length);
        expect(plan.start.length).toBeLessThanOrEqual(workersAlive === 0 ? 0 : maxRunning);
        expect(plan.start.length + plan.waiting.length).toBe(line.length);
        for (const entry of plan.waiting) expect(entry.reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the stop rule', () => {
  const stop = { minutes: 60, noProgressMinutes: 15 };
  const at = (minutes: number) => minutes * 60_000;
  it('counts minutes of work, not of pauses', () => {
    expect(stopVerdict({ startedAt: 0, pausedMs: 0, lastProgressAt: at(59), now: at(60), stop })?.limit).toBe('minutes');
    expect(stopVerdict({ startedAt: 0, pausedMs: at(5), lastProgressAt: at(59), now: at(60), stop })).toBeNull();
  });
  it('stops what makes no progress', () => {
    expect(stopVerdict({ startedAt: 0, pausedMs: 0, lastProgressAt: at(5), now: at(20), stop })?.limit).toBe('no_progress');
    expect(stopVerdict({ startedAt: 0, pausedMs: 0, lastProgressAt: at(6), now: at(20), stop })).toBeNull();
  });
  it('knows when it can next change', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (started, paused, progress) => {
        const facts = { startedAt: at(started), pausedMs: at(paused), lastProgressAt: at(progress), stop };
        const due = nextStopCheckAt(facts);
        expect(stopVerdict({ ...facts, now: due - 1 })).toBeNull();
        expect(stopVerdict({ ...facts, now: due })).not.toBeNull();
      }),
    );
  });
});

describe('permissions', () => {
  const ask = (command: string | null, boundary: { allowedCommands?: string[]; deniedCommands?: string[] } = {}, toolKind = 'execute') =>
    answerPermission({ command, toolKind, title: 'x' }, { allowedCommands: [], deniedCommands: [], ...boundary }).outcome;
  const allow = { allowedCommands: ['npm test', 'git status', 'ls'] };

  it.each([
    'npm test',
    'npm test -- --watch=false',
    'npm test && git status',
    'CI=1 npm test | ls',
    'bash -lc "npm test; ls"',
    "/bin/sh -c 'npm test'",
    'timeout 60 npm test',
    'npm test 2>&1',
    '(npm test)',
  ])('allows %s', (command) => expect(ask(command, allow)).toBe('allowed'));
  it.each([
    'npm install',
    'npm test; rm -rf /',
    'npm test && curl x',
    'ls $(curl x)',
    'ls "$(curl x)"',
    'ls `curl x`',
    'npm',
    'npm tests',
    'bash -c "npm test; curl x"',
    'npm test <<EOF',
    'npm test "',
    '',
    'npm test\ncurl x',
    'npm test & curl x',
  ])('does not allow %j', (command) => expect(ask(command, allow)).toBe('denied'));
  it.each([
    'git push',
    'git -C /workspace push origin',
    '/usr/bin/git push',
    'true && git push',
    'sh -c "git push"',
    'echo $(git push)',
    'FOO=1 git push',
    'eval "git push"',
    'if true; then git push; fi',
  ])('denies %s', (command) => {
    expect(ask(command, { deniedCommands: ['git push'] })).toBe('denied');
    expect(ask(command, { deniedCommands: ['git push'], allowedCommands: ['git', 'true', 'echo'] })).toBe('denied');
  });
  it.each(['git commit -m "push it"', 'git commit -m "$(cat <<EOF\nFix\nEOF\n)"', 'git status', 'gitk push'])(
    'does not deny %s',
    (command) => expect(ask(command, { deniedCommands: ['git push'] })).toBe('allowed'),
  );
  it('answers what is not a command', () => {
    expect(ask(null, allow, 'edit')).toBe('allowed');
    expect(ask(null, allow)).toBe('denied');
    expect(ask(null)).toBe('allowed');
    expect(ask('x', {}, 'fetch')).toBe('denied');
  });
  it('always answers', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '(', ')', '`', ';', '|', '&', '<', '>', '{', '}', '\n', '#', 'sh -c '),
        }),
        (command) => {
          splitShell(command);
          expect(ask(command, allow)).toMatch(/allowed|denied/);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
