import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../adapters/db/connect.ts';
import { composeWeb } from '../composition/web.ts';
import { webEnv } from '../config/env.ts';
import { startExportCheck } from '../domain/audit/verify-export.ts';
import type { Person, Role } from '../domain/shared/role.ts';
import { API_PASSWORD, file, openApi, outcome } from '../testing/api-setting.ts';
import { auditRows, storedAudit, swap, tamper } from '../testing/audit-rows.ts';
import { openTestDatabase } from '../testing/database.ts';
import { aContract } from '../testing/filed-task.ts';
import { defaultAsking } from '../testing/policy-texts.ts';
import { bringToReview } from '../testing/reviewed-run.ts';
import { answerExport } from './audit-export.ts';
import { contextFor } from './context.ts';
import { appRouter, callerFor } from './root.ts';

const { as, asPerson, addPerson, db, people, web } = openApi();
const empty = openTestDatabase();
const KEY = 'sk-typed-by-an-admin-0123456789';

const actionsOf = async (act: () => Promise<unknown>, where: Database = db()): Promise<readonly string[]> => {
  const before = await where.prisma.auditEntry.count();
  await act();
  return (await auditRows(where)).slice(before).map(({ action, actorId }) => (actorId === null ? `system: ${action}` : action));
};
const createFirstAdmin = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-empty-'));
  const own = composeWeb(webEnv({ DATABASE_URL: empty.test().url, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_LOG_LEVEL: 'silent' }));
  try {
    const first = { name: 'Ada First', email: 'ada@x.example', password: 'long enough 1' };
    await callerFor(contextFor(own, null)).setUp.createFirstAdmin(first);
  } finally {
    await own.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
const profile = (name: string) => ({
  name,
  kind: 'opencode' as const,
  provider: 'openai' as const,
  model: 'm',
  baseUrl: '',
  label: '',
});
const findAgent = async (name: string) => (await as('admin').agents.list()).find((agent) => agent.name === name)?.id ?? '';
const findRepository = async (name: string) => (await as('admin').repositories.list()).find((one) => one.name === name)?.id ?? '';

/** A version that asks this many people of everything; the same number twice is the same version. */
const saveVersion = async (count: number): Promise<string> => {
  const basedOn = (await as('admin').policy.versions({ repositoryId: null }))[0]?.id ?? null;
  const yaml = defaultAsking(count);
  return (await as('admin').policy.saveDraft({ repositoryId: null, yaml, note: `${count} people`, basedOn })).id;
};
const digestInForce = async () => (await as('admin').policy.layers())[0]?.inForce?.digest ?? null;
/** Back to one person, which is wider than two. */
const askForWider = async (): Promise<string> => {
  const [first] = (await as('admin').policy.versions({ repositoryId: null })).filter(({ version }) => version === 1);
  const asked = await as('admin').policy.activate({
    versionId: first?.id ?? '',
    reason: 'One is enough.',
    replaces: await digestInForce(),
  });
  return asked.activationId ?? '';
};

let ned: Person;
let secondAdmin: Person;
let inReview: string;
let blocked: string;
let landed: string;
let freeze: string;
let onDesk: string;
let suggestedOn: string;
let refused: string;
let unknown: string;
let queued: string;
let harmless: Awaited<ReturnType<typeof bringToReview>>;
beforeAll(async () => {
  ned = await addPerson('ned', 'member');
  secondAdmin = await addPerson('second', 'admin');
  await db().prisma.worker.create({
    data: {
      id: 'w',
      hostname: 'h',
      version: '0',
      engine: 'e',
      workspaceMethod: 'copy',
      capacity: 1,
      images: [],
      sealingKey: Buffer.alloc(32, 9).toString('base64'),
      environmentKeys: [],
      startedAt: new Date(),
      lastSeenAt: new Date(),
    },
  });
  await as('admin').agents.save({ ...profile('to-remove'), key: { from: 'none' } });
  for (const name of ['to-change', 'to-remove']) await as('admin').repositories.register({ name, url: '/srv/x.git' });
  const bring = async (title: string, path?: string) => (await bringToReview(web(), as('member'), people.member, title, path)).runId;
  [inReview, refused, unknown] = [await bring('One'), await bring('Two'), await bring('Three')];
  blocked = await bring('Four', '.github/CODEOWNERS');
  landed = await bring('Five');
  onDesk = await bring('Six', 'src/auth/token.ts');
  suggestedOn = await bring('Seven');
  harmless = await bringToReview(web(), as('member'), people.member, 'Eight', 'src/generated/client.ts');
  queued = (await file(as('member'), aContract('To be cancelled'))).runId;
  await db().prisma.run.update({ where: { id: landed }, data: { status: 'MERGED' } });
  const { artifactDigest } = await db().prisma.run.findUniqueOrThrow({ where: { id: landed } });
  const merge = { runId: landed, artifactDigest: artifactDigest ?? '', sha: '5'.repeat(40), method: 'squash', at: new Date() };
  await db().prisma.merge.create({ data: merge });
  await db().prisma.run.update({ where: { id: refused }, data: { status: 'MERGE_REFUSED' } });
  await db().prisma.run.update({ where: { id: unknown }, data: { status: 'MERGE_OUTCOME_UNKNOWN' } });
});

/** Each mutation of the API with what it writes. One that is in neither list fails the first test. */
const AUDITED: Readonly<Record<string, () => readonly [writes: readonly string[], act: () => Promise<unknown>, where?: Database]>> = {
  'setUp.createFirstAdmin': () => [['person_created'], createFirstAdmin, empty.db()],
  'repositories.register': () => [
    ['repository_registered'],
    () => as('admin').repositories.register({ name: 'made-here', url: '/srv/made.git' }),
  ],
  'repositories.setBaseBranch': () => [
    ['repository_changed'],
    async () => as('admin').repositories.setBaseBranch({ id: await findRepository('to-change'), baseBranch: 'trunk' }),
  ],
  'repositories.setMergeMethod': () => [
    ['repository_changed'],
    async () => as('admin').repositories.setMergeMethod({ id: await findRepository('to-change'), mergeMethod: 'merge_commit' }),
  ],
  'repositories.remove': () => [
    ['repository_removed'],
    async () => as('admin').repositories.remove({ id: await findRepository('to-remove') }),
  ],
  'agents.save': () => [
    ['agent_profile_saved', 'agent_key_changed'],
    () => as('admin').agents.save({ ...profile('made-here'), key: { from: 'typed', secret: KEY } }),
  ],
  'agents.remove': () => [['agent_profile_removed'], async () => as('admin').agents.remove({ id: await findAgent('to-remove') })],
  'people.create': () => [
    ['person_created'],
    () => as('admin').people.create({ name: 'Eve', email: 'eve@x.example', password: 'long enough 1', role: 'member' }),
  ],
  'people.setRole': () => [['role_changed'], () => as('admin').people.setRole({ id: ned.id, role: 'reviewer' })],
  'people.setActive': () => [['person_deactivated'], () => as('admin').people.setActive({ id: ned.id, active: false })],
  'tasks.file': () => [['lint_warning_overridden'], () => file(as('member'), aContract('Overridden'))],
  'runs.cancel': () => [['run_cancelled'], () => as('member').runs.cancel({ runId: queued })],
  'reviews.decide': () => [
    ['review_recorded', 'system: decision_made'],
    async () => {
      const { artifactDigest } = await db().prisma.run.findUniqueOrThrow({ where: { id: inReview } });
      await as('reviewer').reviews.decide({
        runId: inReview,
        artifactDigest: artifactDigest ?? '',
        verdict: 'reject',
        reason: 'Not like this.',
      });
    },
  ],
  'reviews.applySuggestions': () => [
    ['suggestions_applied'],
    async () => {
      const { artifactDigest } = await db().prisma.run.findUniqueOrThrow({ where: { id: suggestedOn } });
      const suggestions = [{ path: 'src/checkout.js', line: 1, endLine: 1, text: 'B' }];
      await as('admin').reviews.applySuggestions({ runId: suggestedOn, artifactDigest: artifactDigest ?? '', suggestions });
    },
  ],
  'reviews.release': () => [
    ['block_released', 'system: decision_made'],
    async () => {
      const { artifactDigest } = await db().prisma.run.findUniqueOrThrow({ where: { id: blocked } });
      const release = { runId: blocked, artifactDigest: artifactDigest ?? '', rule: 'block-policy-self-edit' };
      await as('admin').reviews.release({ ...release, reason: 'The owners asked for it themselves.', password: API_PASSWORD });
    },
  ],
  'waivers.add': () => [
    ['finding_waived', 'system: decision_made'],
    async () => {
      const { run, risks } = await as('admin').reviews.room({ runId: onDesk });
      const finding = { runId: onDesk, artifactDigest: run.artifactDigest ?? '', fingerprint: risks?.findings[0]?.fingerprint ?? '' };
      await as('admin').waivers.add({ ...finding, reason: 'The owners asked for it.', days: 7 });
    },
  ],
  'waivers.revoke': () => [
    ['waiver_revoked'],
    async () => as('admin').waivers.revoke({ id: (await as('admin').waivers.list())[0]?.id ?? '', reason: 'They did not.' }),
  ],
  'desk.takeOver': () => [
    ['review_taken_over'],
    async () => {
      await as('reviewer').desk.claim({ runId: onDesk });
      await as('admin').desk.takeOver({ runId: onDesk });
    },
  ],
  'desk.assign': () => [['review_assigned'], () => as('admin').desk.assign({ runId: onDesk, toId: people.reviewer.id })],
  'desk.setLimit': () => [['review_limit_changed'], () => as('admin').desk.setLimit({ repositoryId: null, limit: 77 })],
  'harmless.approve': () => [
    ['review_recorded', 'system: decision_made'],
    () => as('reviewer').harmless.approve({ items: [{ runId: harmless.runId, artifactDigest: harmless.digest }] }),
  ],
  'landed.close': () => [
    ['landed_review_closed'],
    async () => {
      const { artifactDigest } = await db().prisma.run.findUniqueOrThrow({ where: { id: landed } });
      const made = { runId: landed, artifactDigest: artifactDigest ?? '', cause: 'audit_sample', at: new Date() };
      await db().prisma.landedReview.create({ data: made });
      await as('reviewer').landed.close({ runId: landed, artifactDigest: made.artifactDigest, verdict: 'agree' });
    },
  ],
  'reviews.retryMerge': () => [['merge_settled'], () => as('reviewer').reviews.retryMerge({ runId: refused })],
  'reviews.revert': () => [['revert_filed'], () => as('reviewer').reviews.revert({ runId: landed })],
  'freezes.add': () => [
    ['freeze_added'],
    async () => {
      const until = Date.now() + 3_600_000;
      freeze = (await as('admin').freezes.add({ repositoryId: null, from: null, until, reason: 'The audit is here.' })).id;
    },
  ],
  'freezes.end': () => [['freeze_ended'], () => as('admin').freezes.end({ id: freeze })],
  'policy.saveDraft': () => [['policy_saved'], async () => void (await saveVersion(2))],
  'policy.startShadow': () => [['policy_shadow_started'], async () => as('admin').policy.startShadow({ versionId: await saveVersion(2) })],
  'policy.stopShadow': () => [['policy_shadow_ended'], async () => as('admin').policy.stopShadow({ versionId: await saveVersion(2) })],
  'policy.activate': () => [
    ['policy_activated'],
    async () => as('admin').policy.activate({ versionId: await saveVersion(2), reason: 'Tighter.', replaces: await digestInForce() }),
  ],
  'policy.decline': () => [
    ['policy_activation_requested', 'policy_activation_declined'],
    async () => asPerson(secondAdmin).policy.decline({ activationId: await askForWider(), reason: 'Not yet.' }),
  ],
  'policy.withdraw': () => [
    ['policy_activation_requested', 'policy_activation_withdrawn'],
    async () => as('admin').policy.withdraw({ activationId: await askForWider() }),
  ],
  'policy.confirm': () => [
    ['policy_activation_requested', 'policy_activated'],
    async () => asPerson(secondAdmin).policy.confirm({ activationId: await askForWider() }),
  ],
  'reviews.settleUnknownMerge': () => [
    ['merge_settled'],
    () => as('admin').reviews.settleUnknownMerge({ runId: unknown, found: true, sha: '7'.repeat(40) }),
  ],
};
const NOT_AUDITED: Readonly<Record<string, string>> = {
  'desk.claim': 'who reads something just now lapses by itself and decides nothing',
  'desk.snooze': 'what a person puts out of their own sight changes nothing for others',
  'desk.wake': 'as snoozing',
  'desk.saveView': 'a filter that one person keeps for themselves',
  'desk.removeView': 'a filter that one person kept for themselves',
  'repositories.test': 'contacts the origin again and changes no setting',
  'agents.test': 'runs the agent once and changes no setting',
  'runs.message': 'a message to a running agent stands in the log of the run',
  'reviews.markViewed': 'a note to oneself; what an approval rests on is written with the review',
  'reviews.reportOpen': 'time in front of an artifact is shown with the review, and comes every few seconds',
  'runs.pause': 'steering of one’s own run stands in the log of the run',
  'runs.resume': 'steering of one’s own run stands in the log of the run',
};

describe('every mutation', () => {
  test('writes an audit entry or is named with the reason why not', () => {
    const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);
    const mutations = procedures.filter(([, { _def }]) => _def.type === 'mutation').map(([path]) => path);
    expect(mutations.toSorted()).toEqual([...Object.keys(AUDITED), ...Object.keys(NOT_AUDITED)].toSorted());
  });

  test.each(Object.keys(AUDITED))('%s writes exactly what it says', async (path) => {
    const [writes, act, where] = AUDITED[path]?.() ?? [[], async () => {}];
    expect(await actionsOf(act, where)).toEqual(writes);
  });

  test('the first admin is written down by their own hand, and a refused second one is not', async () => {
    expect(await actionsOf(() => outcome(createFirstAdmin()), empty.db())).toEqual([]);
    const first = await empty.db().prisma.user.findFirstOrThrow();
    expect(await auditRows(empty.db())).toMatchObject([{ actorId: first.id, actorName: 'Ada First', subjectId: first.id }]);
  });

  test('a key that was typed is nowhere in the log', async () => {
    const all = JSON.stringify(await auditRows(db()), (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(all).toContain('agent_key_changed');
    expect(all).not.toContain(KEY);
    const { keySealed } = await db().prisma.agentProfile.findFirstOrThrow({ where: { name: 'made-here' } });
    expect(keySealed).toBeTruthy();
    expect(all).not.toContain(keySealed);
  });
});

describe('reading the log', () => {
  const exportAs = (role: Role | null, query = '') =>
    answerExport(contextFor(web(), role === null ? null : people[role]), new Request(`http://localhost/api/audit/export${query}`));

  test('is for admins only, in every form', async () => {
    for (const role of ['member', 'reviewer'] as const) {
      expect(await outcome(as(role).audit.list({}))).toBe('not_allowed');
      expect(await outcome(as(role).audit.verify())).toBe('not_allowed');
      const answer = exportAs(role);
      expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'not_allowed' }]);
    }
    const answer = exportAs(null);
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'not_signed_in' }]);
  });

  test('gives pages, newest first, without a gap between them', async () => {
    const { entries } = await storedAudit(db());
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof as>['audit']['list']>> = await as('admin').audit.list({ cursor, limit: 7 });
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(entries.map(({ position }) => position).toReversed());
  });

  test('finds by who, what, about whom, when and words', async () => {
    const list = async (filter: Parameters<ReturnType<typeof as>['audit']['list']>[0]) =>
      (await as('admin').audit.list({ ...filter, limit: 200 })).items;
    const actionsIn = async (filter: Parameters<typeof list>[0]) => new Set((await list(filter)).map(({ action }) => action));
    expect(await actionsIn({ action: 'role_changed' })).toEqual(new Set(['role_changed']));
    expect((await list({ actorId: people.reviewer.id })).map(({ action }) => action)).toEqual([
      'revert_filed',
      'merge_settled',
      'landed_review_closed',
      'review_recorded',
      'review_recorded',
    ]);
    for (const { actor } of await list({ actorId: 'system' })) expect(actor).toEqual({ id: null, name: 'system' });
    expect(await actionsIn({ subjectKind: 'person', subjectId: ned.id })).toEqual(
      new Set(['person_created', 'role_changed', 'person_deactivated']),
    );
    expect(await list({ search: 'NOT LIKE THIS' })).toMatchObject([
      { action: 'review_recorded', subject: { label: { text: 'Task 1, run 1', title: 'One' } }, detail: { reason: 'Not like this.' } },
    ]);
    for (const search of ['reason', '%', '_', "'; DROP TABLE audit_entries; --"]) {
      for (const { detail, subject } of await list({ search }))
        expect(JSON.stringify([Object.values(detail), subject.id]).toLowerCase()).toContain(search);
    }
    const all = await list({});
    const [newest, oldest] = [all[0], all.at(-1)];
    expect((await list({ from: newest?.at })).every(({ at }) => at === newest?.at)).toBe(true);
    expect(await list({ to: oldest?.at })).toEqual([]);
    expect(await outcome(as('admin').audit.list({ subjectId: '../x' }))).toBe('invalid_input');
    expect(await outcome(as('admin').audit.list({ action: 'nothing' as 'role_changed' }))).toBe('invalid_input');
    expect((await as('admin').audit.list({ cursor: 'x; DROP' })).items.length).toBeGreaterThan(0);
  });

  const proved = async (answer: Response) => {
    const check = startExportCheck();
    for (const line of (await answer.text()).trimEnd().split('\n')) check.next(line);
    return check.end();
  };

  test('as an export proves itself without the server, whole and filtered', async () => {
    const { head, entries } = await storedAudit(db());
    const whole = exportAs('admin');
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="countersign-audit-\d{4}-\d\d-\d\d\.jsonl"$/);
    expect(await proved(whole)).toEqual({ entries: entries.length, head, firstBreak: null, isWhole: true });
    expect(await proved(exportAs('admin', '?actorId=&search='))).toMatchObject({ entries: entries.length, isWhole: true });
    expect(await proved(exportAs('admin', '?action=repository_changed'))).toMatchObject({ entries: 2, firstBreak: null, isWhole: false });
    expect(await proved(exportAs('admin', `?from=${Date.now() + 60_000}`))).toMatchObject({ entries: 0, firstBreak: null, isWhole: false });
    for (const query of ['?from=yesterday', '?action=x', '?nothing=1']) expect(exportAs('admin', query).status).toBe(400);
  });

  test('is unbroken, and a row that was edited, deleted, swapped or cut off is found and named', async () => {
    const { entries, head } = await storedAudit(db());
    const last = head.position;
    expect(await as('admin').audit.verify()).toMatchObject({ entries: entries.length, ok: true, firstBreak: null, head });
    const cases = [
      [`UPDATE audit_entries SET detail = jsonb_set(detail, '{name}', '"x"') WHERE position = 2`, { position: 2, wrong: 'edited' }],
      [`UPDATE audit_entries SET at = at + 1 WHERE position = 3`, { position: 3, wrong: 'edited' }],
      [`UPDATE audit_entries SET "actorName" = 'x' WHERE position = 3`, { position: 3, wrong: 'edited' }],
      [`UPDATE audit_entries SET "actorId" = NULL WHERE position = ${last}`, { position: last, wrong: 'edited' }],
      [`UPDATE audit_entries SET detail = '[]' WHERE position = 4`, { position: 4, wrong: 'edited' }],
      [`DELETE FROM audit_entries WHERE position = 1`, { position: 1, wrong: 'missing' }],
      [`DELETE FROM audit_entries WHERE position = 5`, { position: 5, wrong: 'missing' }],
      [`DELETE FROM audit_entries WHERE position = ${last}`, { position: last, wrong: 'cut' }],
      [`DELETE FROM audit_entries`, { position: 1, wrong: 'cut' }],
      [swap(3, 4), { position: 3, wrong: 'reordered' }],
      [`UPDATE audit_entries SET position = 9223372036854775807 WHERE position = ${last}`, { position: last, wrong: 'cut' }],
      [
        `INSERT INTO audit_entries SELECT 9223372036854775807, at, "actorId", "actorName", action, "subjectKind", "subjectId", detail, "previousHash", hash FROM audit_entries WHERE position = 1`,
        { position: last + 1, wrong: 'head' },
      ],
      [
        `INSERT INTO audit_entries SELECT -1, at, "actorId", "actorName", action, "subjectKind", "subjectId", detail, "previousHash", hash FROM audit_entries WHERE position = 1`,
        { position: 1, wrong: 'reordered' },
      ],
      [`DELETE FROM audit_head`, { position: last + 1, wrong: 'head' }],
      [`UPDATE audit_head SET position = position - 1`, { position: last, wrong: 'head' }],
    ] as const;
    for (const [statement, expected] of cases) {
      const restore = await tamper(db(), statement);
      const found = await as('admin').audit.verify();
      expect([statement, found.ok, found.firstBreak]).toMatchObject([statement, false, expected]);
      // An entry far beyond the head is not exported; what is exported has the same break.
      const isExported = !statement.startsWith('INSERT INTO audit_entries SELECT 9');
      expect([statement, (await proved(exportAs('admin'))).firstBreak !== null]).toEqual([statement, isExported]);
      await restore();
    }
    expect(await as('admin').audit.verify()).toMatchObject({ ok: true, entries: entries.length });
  });
});
