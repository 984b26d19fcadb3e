import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedPolicy } from '../adapters/db/seed.ts';
import { composeWeb, type WebProcess } from '../composition/web.ts';
import { webEnv } from '../config/env.ts';
import type { Person, Role } from '../domain/shared/role.ts';
import { useTestDatabase } from '../testing/database.ts';
import { aContract, layGround } from '../testing/filed-task.ts';
import { contextFor } from './context.ts';
import { failureOfError } from './errors.ts';
import { appRouter, callerFor } from './root.ts';

// biome-ignore lint/correctness/useHookAtTopLevel: vitest's hooks, not React's
const { db, test: database } = useTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'countersign-api-'));

let web: WebProcess;
const people: Partial<Record<Role, Person>> = {};
const as = (role: Role | null) => callerFor(contextFor(web, role === null ? null : (people[role] ?? null)));

beforeAll(async () => {
  web = composeWeb(webEnv({ DATABASE_URL: database().url, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_LOG_LEVEL: 'silent' }));
  for (const role of ['admin', 'reviewer', 'member'] as const) {
    const made = await web.accounts.createPerson({ name: `Some ${role}`, email: `${role}@x.example`, password: 'correct horse', role });
    if (made.ok) people[role] = made.value;
  }
  await layGround(db());
  const yaml = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
  await seedPolicy(db(), { name: 'default', version: 1, yaml, digest: `sha256:${'0'.repeat(64)}`, now: Date.now() });
});
afterAll(async () => {
  web.beginStop();
  await web.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The code of the failure that a call ends with, or `ok`. */
const outcome = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return failureOfError(error as Parameters<typeof failureOfError>[0]).code;
  }
};
const failureOf = async (call: Promise<unknown>) => {
  try {
    await call;
  } catch (error) {
    return failureOfError(error as Parameters<typeof failureOfError>[0]);
  }
  throw new Error('the call went through');
};

const REVIEW = { runId: 'none', artifactDigest: `sha256:${'0'.repeat(64)}`, verdict: 'approve' as const, reason: 'fine' };

test('nobody who is not signed in gets past the two public doors', async () => {
  const PUBLIC = ['session.me', 'setUp.createFirstAdmin'];
  const stranger = as(null) as unknown as Record<string, Record<string, (input?: unknown) => Promise<unknown>>>;
  const procedures = Object.keys(appRouter._def.procedures);
  expect(procedures.length).toBeGreaterThan(35);
  for (const path of procedures.filter((name) => !PUBLIC.includes(name))) {
    const [noun = '', verb = ''] = path.split('.');
    expect(await outcome(stranger[noun]?.[verb]?.({}) ?? Promise.resolve()), path).toBe('not_signed_in');
  }
});

test('a member cannot decide, and a reviewer cannot administrate', async () => {
  expect(await outcome(as('member').reviews.decide(REVIEW))).toBe('not_allowed');
  expect(await outcome(as('member').reviews.retryMerge({ runId: 'none' }))).toBe('not_allowed');
  for (const role of ['member', 'reviewer'] as const) {
    const api = as(role);
    expect(await outcome(api.reviews.settleUnknownMerge({ runId: 'none', found: false }))).toBe('not_allowed');
    expect(await outcome(api.repositories.register({ name: 'x', url: '/srv/x.git' }))).toBe('not_allowed');
    expect(await outcome(api.repositories.remove({ id: 'x' }))).toBe('not_allowed');
    expect(await outcome(api.agents.remove({ id: 'x' }))).toBe('not_allowed');
    expect(await outcome(api.people.setRole({ id: 'x', role: 'admin' }))).toBe('not_allowed');
    expect(await outcome(api.people.create({ name: 'x', email: 'y@x.example', password: 'long enough 1', role: 'admin' }))).toBe(
      'not_allowed',
    );
  }
  expect(await outcome(as('admin').reviews.decide(REVIEW))).toBe('not_found');
});

test('the last admin stays', async () => {
  const id = people.admin?.id ?? '';
  expect(await outcome(as('admin').people.setRole({ id, role: 'member' }))).toBe('last_admin');
  expect(await outcome(as('admin').people.setActive({ id, active: false }))).toBe('last_admin');
});

test('ids that are not ids, and ids of nothing', async () => {
  for (const id of ['', '../../etc/passwd', "'; DROP TABLE runs; --", 'x'.repeat(65), 'a\u0000b']) {
    expect(await outcome(as('member').runs.get({ id })), JSON.stringify(id)).toBe('invalid_input');
  }
  expect(await outcome(as('member').runs.get({ id: 'nothing' }))).toBe('not_found');
  expect(await outcome(as('member').tasks.get({ id: 'nothing' }))).toBe('not_found');
  expect(await outcome(as('member').reviews.room({ runId: 'nothing' }))).toBe('not_found');
  expect(await outcome(as('member').runs.cancel({ runId: 'nothing' }))).toBe('not_found');
});

test('hostile input changes nothing and is said by field', async () => {
  const before = await db().prisma.task.count();
  const traversal = await failureOf(
    as('member').tasks.file({ requestId: 'hostile-1', contract: { ...aContract(), boundary: { allowedPaths: ['../../etc/**'] } } }),
  );
  expect(traversal).toMatchObject({ code: 'invalid_input', detail: { 'boundary.allowedPaths.0': expect.stringContaining('relative') } });
  const control = await failureOf(
    as('member').tasks.file({ requestId: 'hostile-2', contract: { ...aContract(), boundary: { allowedPaths: ['src/\u001b[31m**'] } } }),
  );
  expect(control.code).toBe('invalid_input');
  expect(await outcome(as('member').repositories.matchCounts({ name: 'shop', globs: ['/etc/**'] }))).toBe('invalid_input');
  expect(await outcome(as('admin').repositories.register({ name: 'evil', url: 'ext::sh -c id' }))).toBe('repository_source_refused');
  expect(await outcome(as('admin').repositories.register({ name: 'evil', url: '--upload-pack=id' }))).toBe('repository_source_refused');
  expect(
    await outcome(as('admin').people.create({ name: 'a\u202eb', email: 'z@x.example', password: 'long enough 1', role: 'member' })),
  ).toBe('invalid_input');
  expect(await failureOf(as('member').tasks.parseYaml({ yaml: 'x'.repeat(300_000) }))).toMatchObject({
    code: 'invalid_input',
    detail: { yaml: expect.stringContaining('too long') },
  });
  expect(await outcome(as('member').tasks.file({ requestId: 'hostile-3', contract: 'not an object' }))).toBe('invalid_input');
  expect(await db().prisma.task.count()).toBe(before);
});

test('a contract names what is here, and answers each warning', async () => {
  const unknown = await failureOf(
    as('member').tasks.file({
      requestId: 'names',
      contract: { ...aContract(), environment: { repository: 'nowhere', baseBranch: 'main', agent: 'nobody' } },
    }),
  );
  expect(Object.keys(unknown.detail ?? {})).toEqual(['environment.repository', 'environment.agent']);

  const vague = { ...aContract(), task: { outcome: 'improve the API layer', context: '' } };
  const preview = await as('member').tasks.lint({ contract: vague });
  expect(preview.findings.map((finding) => finding.code)).toContain('outcome_vague');
  expect(await outcome(as('member').tasks.file({ requestId: 'vague', contract: vague }))).toBe('contract_refused');
});

test('a double click files one task, also at the same moment', async () => {
  const contract = aContract('Filed twice');
  const { findings } = await as('member').tasks.lint({ contract });
  const overrides = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, field }) => ({ code, field, reason: 'A test needs it this way.' }));
  const file = () => as('member').tasks.file({ requestId: 'double', contract, overrides });
  const filed = await Promise.all([file(), file(), file()]);
  expect(new Set(filed.map(({ taskId }) => taskId)).size).toBe(1);
  expect(await db().prisma.task.count({ where: { title: 'Filed twice' } })).toBe(1);
  expect(await as('member').tasks.get({ id: filed[0]?.taskId ?? '' })).toMatchObject({
    title: 'Filed twice',
    requester: { id: people.member?.id },
  });
});

test('only the requester and reviewers steer a run', async () => {
  const contract = aContract('Steered');
  const { findings } = await as('reviewer').tasks.lint({ contract });
  const overrides = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, field }) => ({ code, field, reason: 'A test needs it this way.' }));
  const { runId } = await as('reviewer').tasks.file({ requestId: 'steered', contract, overrides });
  expect(await outcome(as('member').runs.cancel({ runId }))).toBe('not_allowed');
  expect(await outcome(as('member').runs.message({ runId, text: 'hello' }))).toBe('not_allowed');
  // Nobody works on it yet.
  expect(await outcome(as('reviewer').runs.message({ runId, text: 'hello' }))).toBe('illegal_move');
  expect(await as('admin').runs.cancel({ runId })).toEqual({ status: 'CANCELLED' });
  expect(await outcome(as('admin').runs.resume({ runId }))).toBe('illegal_move');
});

test('agent profiles: what does not fit is said, and a key without a worker is not kept in the open', async () => {
  const profile = {
    name: 'claude',
    kind: 'claude_code' as const,
    provider: 'openai' as const,
    model: '',
    baseUrl: 'http://user:pw@host/',
    label: '',
    key: { from: 'none' as const },
  };
  expect((await failureOf(as('admin').agents.save(profile))).detail).toMatchObject({
    provider: expect.any(String),
    model: expect.any(String),
    baseUrl: expect.any(String),
  });
  const fitting = { ...profile, provider: 'anthropic' as const, model: 'claude', baseUrl: '' };
  expect(await outcome(as('admin').agents.save({ ...fitting, key: { from: 'typed', secret: 'sk-very-secret' } }))).toBe(
    'agent_profile_incomplete',
  );
  expect(await outcome(as('admin').agents.save(fitting))).toBe('ok');
});

test('the policy in force is shown in sentences', async () => {
  const active = await as('member').policy.active();
  expect(active.sentences.length).toBeGreaterThan(3);
  expect(active.sentences.join(' ')).not.toContain('undefined');
});
