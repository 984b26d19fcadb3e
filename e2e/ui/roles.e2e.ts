import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type ApiClient, clientWith } from '../../scripts/stack/api-client.ts';
import { as } from '../harness/people.ts';
import { fileOverriding, registerShop, SMALL_CHANGE, scriptContract, waitForStatus } from '../harness/tasks.ts';

const url = inject('url');

/** What the API answered to somebody who may not: its HTTP status and code. Throws when it let them. */
const refusalOf = async (call: () => Promise<unknown>): Promise<{ readonly status: unknown; readonly code: unknown }> => {
  try {
    await call();
  } catch (error) {
    const { data } = error as { data?: { httpStatus?: unknown; failure?: { code?: unknown } } };
    return { status: data?.httpStatus, code: data?.failure?.code };
  }
  throw new Error('The API did it.');
};

let admin: ApiClient;
let member: ApiClient;
let reviewer: ApiClient;
beforeAll(async () => {
  [admin, member, reviewer] = (await Promise.all([as(url, 'admin'), as(url, 'member'), as(url, 'reviewer')])).map(({ api }) => api) as [
    ApiClient,
    ApiClient,
    ApiClient,
  ];
});

const DIGEST = `sha256:${'0'.repeat(64)}`;
const PROFILE = { name: 'mine', kind: 'script', provider: null, model: '', baseUrl: '', label: '', key: { from: 'none' } } as const;

describe('the API refuses by itself, whatever the page shows', () => {
  test('a stranger gets 401 from everything', async () => {
    const stranger = clientWith(url, '');
    const calls = {
      inbox: () => stranger.inbox.get.query(),
      tasks: () => stranger.tasks.list.query({}),
      file: () => stranger.tasks.file.mutate({ requestId: 'r', contract: {} }),
      run: () => stranger.runs.get.query({ id: 'r' }),
      log: () => stranger.runs.events.query({ runId: 'r' }),
      queue: () => stranger.reviews.queue.query({ filter: {} }),
      decide: () => stranger.reviews.decide.mutate({ runId: 'r', artifactDigest: DIGEST, verdict: 'approve' }),
      repositories: () => stranger.repositories.list.query(),
      agents: () => stranger.agents.list.query(),
      people: () => stranger.people.list.query(),
      policy: () => stranger.policy.active.query(),
    };
    for (const [name, call] of Object.entries(calls)) expect({ name, ...(await refusalOf(call)) }).toMatchObject({ name, status: 401 });
    const stream = await fetch(`${url}/api/trpc/runs.stream?input=${encodeURIComponent(JSON.stringify({ json: { runId: 'r' } }))}`);
    // A stream says it in its first event, because it has begun by then.
    expect(await stream.text()).toContain('You are not signed in.');
    expect((await fetch(`${url}/tasks`, { redirect: 'manual' })).headers.get('location')).toMatch(/\/sign-in/);
  });

  test('a forged session is a stranger', async () => {
    const { cookie } = await as(url, 'admin');
    const forged = clientWith(
      url,
      cookie.replace(/=(.{8})/, (_, start: string) => `=${[...start].reverse().join('')}`),
    );
    expect(await refusalOf(() => forged.people.list.query())).toMatchObject({ status: 401 });
  });

  test('a member may not do what admins do', async () => {
    const people = await admin.people.list.query();
    const me = people.find(({ email }) => email === 'mila@e2e.example');
    if (!me) throw new Error('The member is missing.');
    const calls = {
      register: () => member.repositories.register.mutate({ name: 'mine', url: '/tmp' }),
      setRole: () => member.people.setRole.mutate({ id: me.id, role: 'admin' }),
      setActive: () => member.people.setActive.mutate({ id: me.id, active: false }),
      create: () => member.people.create.mutate({ name: 'X', email: 'x@e2e.example', password: 'a-long-enough-password', role: 'admin' }),
      saveAgent: () => member.agents.save.mutate(PROFILE),
      reviewerRegisters: () => reviewer.repositories.register.mutate({ name: 'mine', url: '/tmp' }),
      reviewerSavesAgent: () => reviewer.agents.save.mutate(PROFILE),
      reviewerSetsRole: () => reviewer.people.setRole.mutate({ id: me.id, role: 'reviewer' }),
      settle: () => reviewer.reviews.settleUnknownMerge.mutate({ runId: 'r', found: false }),
    };
    for (const [name, call] of Object.entries(calls)) expect({ name, ...(await refusalOf(call)) }).toMatchObject({ name, status: 403 });
    expect((await admin.people.list.query()).find(({ id }) => id === me.id)).toMatchObject({ role: 'member', active: true });
    expect((await admin.agents.list.query()).map(({ name }) => name)).not.toContain('mine');
    expect((await admin.repositories.list.query()).map(({ name }) => name)).not.toContain('mine');
  });

  test('a stranger is sent to sign in, and from there to the page that was wanted', async () => {
    const answer = await fetch(`${url}/tasks?status=open`, { redirect: 'manual' });
    expect({ status: answer.status, to: new URL(answer.headers.get('location') ?? '/', url).href }).toEqual({
      status: 307,
      to: `${url}/sign-in?next=${encodeURIComponent('/tasks?status=open')}`,
    });
  });

  test('the first admin is made once', async () => {
    const again = () =>
      clientWith(url, '').setUp.createFirstAdmin.mutate({ name: 'Eve', email: 'eve@e2e.example', password: 'a-long-enough-password' });
    await refusalOf(again);
    expect((await admin.people.list.query()).map(({ email }) => email)).not.toContain('eve@e2e.example');
  });

  test('a member decides nothing, a reviewer not about what they asked for, a stranger to the task cannot stop it', async () => {
    await registerShop(admin, inject('dataDir'), 'shop-roles');
    const contract = scriptContract('shop-roles', SMALL_CHANGE);
    const [ofMember, ofReviewer] = await Promise.all([fileOverriding(member, contract), fileOverriding(reviewer, contract)]);
    // Another person's run, while it is alive.
    expect(await refusalOf(() => member.runs.cancel.mutate({ runId: ofReviewer.runId }))).toMatchObject({ status: 403 });
    expect(await refusalOf(() => member.runs.message.mutate({ runId: ofReviewer.runId, text: 'Stop.' }))).toMatchObject({ status: 403 });
    for (const { runId } of [ofMember, ofReviewer]) await waitForStatus(admin, runId, ['IN_REVIEW']);

    const decide = async (api: ApiClient, runId: string) => {
      const { artifact } = await admin.reviews.room.query({ runId });
      return api.reviews.decide.mutate({ runId, artifactDigest: artifact.digest, verdict: 'approve', reason: 'I say so.' });
    };
    expect(await refusalOf(() => decide(member, ofMember.runId))).toMatchObject({ status: 403 });
    expect(await refusalOf(() => decide(member, ofReviewer.runId))).toMatchObject({ status: 403 });
    expect(await refusalOf(() => decide(reviewer, ofReviewer.runId))).toMatchObject({ status: 403 });
    for (const { runId } of [ofMember, ofReviewer]) expect((await admin.runs.get.query({ id: runId })).status).toBe('IN_REVIEW');
    expect((await admin.reviews.room.query({ runId: ofReviewer.runId })).reviews).toEqual([]);
  });
});
