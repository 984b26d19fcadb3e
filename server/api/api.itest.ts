import { expect, test } from 'vitest';
import { failureOf, file, openApi, outcome } from '../testing/api-setting.ts';
import { aContract } from '../testing/filed-task.ts';
import { appRouter } from './root.ts';

const { as, db, people } = openApi();

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
  const id = people.admin.id;
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
  expect(control?.code).toBe('invalid_input');
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
  expect(Object.keys(unknown?.detail ?? {})).toEqual(['environment.repository', 'environment.agent']);

  const vague = { ...aContract(), task: { outcome: 'improve the API layer', context: '' } };
  const preview = await as('member').tasks.lint({ contract: vague });
  expect(preview.findings.map((finding) => finding.code)).toContain('outcome_vague');
  expect(await outcome(as('member').tasks.file({ requestId: 'vague', contract: vague }))).toBe('contract_refused');
});

test('a double click files one task, also at the same moment', async () => {
  const contract = aContract('Filed twice');
  const click = () => file(as('member'), contract, 'double');
  const filed = await Promise.all([click(), click(), click()]);
  expect(new Set(filed.map(({ taskId }) => taskId)).size).toBe(1);
  expect(await db().prisma.task.count({ where: { title: 'Filed twice' } })).toBe(1);
  expect(await as('member').tasks.get({ id: filed[0]?.taskId ?? '' })).toMatchObject({
    title: 'Filed twice',
    requester: { id: people.member.id },
  });
});

test('only the requester and reviewers steer a run', async () => {
  const contract = aContract('Steered');
  const { runId } = await file(as('reviewer'), contract);
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
  expect((await failureOf(as('admin').agents.save(profile)))?.detail).toMatchObject({
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
