import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../domain/shared/role.ts';
import { type Api, failureOf, openApi, outcome } from '../testing/api-setting.ts';
import { auditRows } from '../testing/audit-rows.ts';
import { shippedPolicyYaml } from '../testing/policy-builders.ts';
import { defaultAsking, repositoryPolicy } from '../testing/policy-texts.ts';

const { as, asPerson, addPerson, db, people } = openApi();
let ada: Api;
let ben: Api;
let cleo: Api;
let adaPerson: Person;
let shop: string;
beforeAll(async () => {
  adaPerson = await addPerson('ada', 'admin');
  ada = asPerson(adaPerson);
  [ben, cleo] = [asPerson(await addPerson('ben', 'admin')), asPerson(await addPerson('cleo', 'admin'))];
  shop = (await ada.repositories.list())[0]?.id ?? '';
});

type Layer = string | null;
const layerOf = async (repositoryId: Layer) => (await ada.policy.layers()).find((layer) => layer.repositoryId === repositoryId);
const inForce = async (repositoryId: Layer = null) => (await layerOf(repositoryId))?.inForce ?? null;
const digest = async (repositoryId: Layer = null) => (await inForce(repositoryId))?.digest ?? null;
const save = async (yaml: string, repositoryId: Layer = null, by = ada) => {
  const basedOn = (await by.policy.versions({ repositoryId }))[0]?.id ?? null;
  return (await by.policy.saveDraft({ repositoryId, yaml, note: 'For a test.', basedOn })).id;
};
const activate = async (versionId: string, { by = ada, repositoryId = null as Layer } = {}) =>
  by.policy.activate({ versionId, reason: 'For a test.', replaces: await digest(repositoryId) });
const stateOf = async (id: string) => (await ada.policy.version({ id })).state;
let unique = 0;
/** Something that only restricts, under another name each time. */
const tighter = () =>
  defaultAsking(1).replace(
    '\nrules:\n',
    `\nrules:\n  - {id: require-test-${++unique}, effect: require, when: {freeze: true}, requires: {approvals: [{count: 2, from: {roles: [admin]}}]}}\n`,
  );
/** In force at the beginning of a test: a version that asks three people, put there without anybody's doing. */
const startFrom = async (count: number) => {
  const id = await save(defaultAsking(count), null, as('admin'));
  if ((await inForce())?.id === id) return;
  const asked = await activate(id, { by: as('admin') });
  if (asked.state === 'waiting_for_second') await cleo.policy.confirm({ activationId: asked.activationId ?? '' });
};

describe('who may', () => {
  test('change the policy: admins; read it: everybody who works here', async () => {
    const [first] = await ada.policy.versions({ repositoryId: null });
    const versionId = first?.id ?? '';
    const text = { repositoryId: null, yaml: shippedPolicyYaml() };
    const closed = (api: Api): readonly Promise<unknown>[] => [
      api.policy.check(text),
      api.policy.backtest(text),
      api.policy.caseFrom({ runId: 'run_x' }),
      api.policy.saveDraft({ ...text, note: '', basedOn: versionId }),
      api.policy.startShadow({ versionId }),
      api.policy.stopShadow({ versionId }),
      api.policy.activate({ versionId, reason: 'mine', replaces: null }),
      api.policy.confirm({ activationId: 'activation_x' }),
      api.policy.decline({ activationId: 'activation_x', reason: 'not mine' }),
      api.policy.withdraw({ activationId: 'activation_x' }),
    ];
    const read = (api: Api): readonly Promise<unknown>[] => [
      api.policy.active(),
      api.policy.layers(),
      api.policy.versions({ repositoryId: null }),
      api.policy.version({ id: versionId }),
      api.policy.shadowReport({ versionId }),
    ];
    for (const role of ['member', 'reviewer', 'senior-reviewer', 'security-admin'] as const) {
      for (const call of closed(as(role))) expect(await outcome(call)).toBe('not_allowed');
      for (const call of read(as(role))) expect(await outcome(call)).toBe('ok');
    }
    for (const call of [...closed(as(null)), ...read(as(null))]) expect(await outcome(call)).toBe('not_signed_in');
    expect(await ada.policy.versions({ repositoryId: null })).toHaveLength(1);
  });
});

describe('a version', () => {
  test('gets the next number of its layer and keeps every other byte', async () => {
    const text = defaultAsking(2).replace('version: 1', 'version: 77 # mine');
    const basedOn = (await inForce())?.id ?? '';
    const saved = await ada.policy.saveDraft({ repositoryId: null, yaml: text, note: 'Two people.', basedOn });
    expect(saved).toMatchObject({ version: 2, isNew: true });
    const version = await ada.policy.version({ id: saved.id });
    expect(version).toMatchObject({ state: 'draft', author: { name: 'Some ada' }, note: 'Two people.', activatedAt: null, problem: null });
    expect(version.yaml).toBe(text.replace('version: 77', 'version: 2'));
    expect(version.changed).toMatchObject({ changes: [{ what: 'the default' }], loosenings: [] });
    expect(version.sentences).toContain('Everything else needs 2 people.');
    // The same under another number, by somebody else: nothing new.
    expect(await ben.policy.saveDraft({ repositoryId: null, yaml: defaultAsking(2), note: '', basedOn: null })).toEqual({
      id: saved.id,
      version: 2,
      isNew: false,
    });
    expect((await ada.policy.versions({ repositoryId: null })).map(({ version: number }) => number)).toEqual([2, 1]);
  });

  test('is refused when another one was saved meanwhile, and when it cannot be used', async () => {
    const basedOn = (await ada.policy.versions({ repositoryId: null }))[1]?.id ?? '';
    expect(await failureOf(ada.policy.saveDraft({ repositoryId: null, yaml: tighter(), note: '', basedOn }))).toMatchObject({
      code: 'stale_page',
      message: expect.stringContaining('default@2 was saved meanwhile'),
    });
    const bad = shippedPolicyYaml().replace('any_in: [sensitive]', 'any_in: [nowhere]');
    expect(await failureOf(ada.policy.saveDraft({ repositoryId: null, yaml: bad, note: '', basedOn }))).toMatchObject({
      code: 'policy_refused',
      message: expect.stringMatching(/Line \d+: .*nowhere/),
    });
    expect(await outcome(ada.policy.saveDraft({ repositoryId: 'repo_none', yaml: repositoryPolicy(), note: '', basedOn: null }))).toBe(
      'not_found',
    );
    expect(await ada.policy.versions({ repositoryId: null })).toHaveLength(2);
  });

  test('of two that are saved at once is one', async () => {
    const basedOn = (await ada.policy.versions({ repositoryId: null }))[0]?.id ?? '';
    const texts = [tighter(), tighter(), tighter()];
    const said = await Promise.all(texts.map((yaml) => outcome(ada.policy.saveDraft({ repositoryId: null, yaml, note: '', basedOn }))));
    expect(said.toSorted()).toEqual(['ok', 'stale_page', 'stale_page']);
  });
});

describe('a text that is being typed', () => {
  test('is told its problems with their places', async () => {
    const yaml = shippedPolicyYaml().replace('any_in: [sensitive]', 'any_in: [nowhere]');
    const line = yaml.split('\n').findIndex((text) => text.includes('nowhere')) + 1;
    const checked = await ada.policy.check({ repositoryId: null, yaml });
    expect(checked).toMatchObject({ problems: [{ line, message: expect.stringContaining('nowhere') }], sentences: [], digest: null });
    expect((await ada.policy.check({ repositoryId: null, yaml: 'rules: [' })).problems).not.toEqual([]);
  });

  test('is told what it loosens, whether its cases are met, and that it changes nothing', async () => {
    expect(await ada.policy.check({ repositoryId: null, yaml: shippedPolicyYaml() })).toMatchObject({
      problems: [],
      unchanged: true,
      loosenings: [],
      digest: expect.stringMatching(/^sha256:/),
    });
    const yaml = `${shippedPolicyYaml().replace('  - id: require-sensitive', '  - id: require-otherwise')}
tests:
  - {name: docs land, facts: {}, expect: {disposition: AUTO_MERGE}}
  - {name: code lands, facts: {files: [{path: src/a.ts}]}, expect: {disposition: AUTO_MERGE}}
`;
    const checked = await ada.policy.check({ repositoryId: null, yaml });
    expect(checked.loosenings.map(({ sentence }) => sentence)).toContain('require-sensitive is gone.');
    expect(checked.cases).toMatchObject([
      { name: 'docs land', isMet: true },
      { name: 'code lands', isMet: false, disposition: 'REVIEW' },
    ]);
    expect(checked.unchanged).toBe(false);
    expect(checked.findings.find(({ code }) => code === 'pattern-never-matched')).toBeUndefined();
  });

  test('of a repository is told where it loosens the installation’s', async () => {
    const rule =
      '{id: require-sensitive, effect: require, when: {freeze: true}, requires: {approvals: [{count: 1, from: {roles: [admin]}}]}}';
    const { problems } = await ada.policy.check({ repositoryId: shop, yaml: repositoryPolicy(`rules:\n  - ${rule}\n`) });
    expect(problems[0]).toMatchObject({ line: 5, column: 46, message: expect.stringContaining('may only tighten') });
    expect(problems.map(({ path }) => path)).toContain('rules.0.requires.checklist');
  });
});

describe('activating', () => {
  test('what is not wider takes effect at once, and going back is another matter', async () => {
    await startFrom(2);
    const before = await inForce();
    const id = await save(defaultAsking(3));
    expect(await activate(id)).toMatchObject({ state: 'in_force' });
    expect(await inForce()).toMatchObject({ id, version: (await ada.policy.version({ id })).version });
    expect([await stateOf(id), await stateOf(before?.id ?? '')]).toEqual(['in_force', 'superseded']);
    expect(await ada.policy.version({ id })).toMatchObject({ activatedBy: { name: 'Some ada' }, confirmedBy: null });

    const back = await activate(before?.id ?? '', { by: ben });
    expect(back.state).toBe('waiting_for_second');
    expect(await layerOf(null)).toMatchObject({
      inForce: { id },
      pending: { policy: { id: before?.id }, widening: [expect.stringContaining('asks for less')], requestedBy: { name: 'Some ben' } },
    });
    expect(await stateOf(before?.id ?? '')).toBe('waiting_for_second');
    const activationId = back.activationId ?? '';
    // Who asked, and who wrote it.
    expect(await failureOf(ben.policy.confirm({ activationId }))).toMatchObject({
      code: 'not_allowed',
      message: expect.stringContaining('cannot confirm'),
    });
    expect(await outcome(ada.policy.confirm({ activationId }))).toBe('not_allowed');
    expect(await outcome(cleo.policy.withdraw({ activationId }))).toBe('not_allowed');
    expect(await outcome(ben.policy.decline({ activationId, reason: 'mine' }))).toBe('not_allowed');
    await cleo.policy.confirm({ activationId });
    expect(await inForce()).toMatchObject({ id: before?.id });
    expect(await ada.policy.version({ id: before?.id ?? '' })).toMatchObject({
      activatedBy: { name: 'Some ben' },
      confirmedBy: { name: 'Some cleo' },
    });
    expect((await layerOf(null))?.pending).toBeNull();
  });

  test('the author is never the second, whoever asked', async () => {
    await startFrom(3);
    const id = await save(`${defaultAsking(1)}\n# by ben\n`.replace('max_rounds: 2', 'max_rounds: 3'), null, ben);
    const asked = await activate(id, { by: ada });
    expect(asked.state).toBe('waiting_for_second');
    const activationId = asked.activationId ?? '';
    expect(await outcome(ben.policy.confirm({ activationId }))).toBe('not_allowed');
    expect(await outcome(ada.policy.confirm({ activationId }))).toBe('not_allowed');
    expect(await outcome(cleo.policy.decline({ activationId, reason: 'One is not enough.' }))).toBe('ok');
    expect(await stateOf(id)).toBe('draft');
    expect(await failureOf(cleo.policy.confirm({ activationId }))).toMatchObject({
      code: 'stale_page',
      message: expect.stringContaining('declined'),
    });
  });

  test('is refused while an unmet case or another enforcement stands in the way; a slot that nobody can fill is only warned of', async () => {
    await startFrom(2);
    const unmet = `${defaultAsking(3)}\ntests:\n  - {name: code lands, facts: {files: [{path: src/a.ts}]}, expect: {disposition: AUTO_MERGE}}\n`;
    expect(await failureOf(activate(await save(unmet)))).toMatchObject({
      code: 'policy_refused',
      message: expect.stringContaining('"code lands" is not met'),
    });
    const draft = defaultAsking(3).replace(/enforcement: active/, 'enforcement: draft');
    expect(await failureOf(activate(await save(draft)))).toMatchObject({
      code: 'policy_refused',
      message: expect.stringContaining('enforcement: draft'),
    });
    expect(await inForce()).toMatchObject({ id: await save(defaultAsking(2)) });
    const five =
      '{id: require-five, effect: require, when: {freeze: true}, requires: {approvals: [{count: 5, from: {roles: [senior-reviewer]}}]}}';
    const yaml = defaultAsking(2).replace('\nrules:\n', `\nrules:\n  - ${five}\n`);
    const { findings } = await as('admin').policy.check({ repositoryId: null, yaml });
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', sentence: expect.stringMatching(/^5 of senior-reviewer needed/) }),
    );
    expect((await activate(await save(yaml))).state).toBe('in_force');
  });

  test('of two at once exactly one takes effect, and a double click is one', async () => {
    await startFrom(1);
    for (let round = 0; round < 3; round += 1) {
      const [first, second] = [await save(tighter()), await save(tighter())];
      const replaces = await digest();
      const before = (await auditRows(db())).length;
      const ask = (by: Api, versionId: string) => outcome(by.policy.activate({ versionId, reason: 'At once.', replaces }));
      const said = await Promise.all([ask(ada, first), ask(ben, second), ask(ada, first)]);
      const winner = (await inForce())?.id;
      expect(winner === first ? [said[0], said[2]] : [said[1]]).toEqual(winner === first ? ['ok', 'ok'] : ['ok']);
      expect(said.filter((code) => code === 'stale_page')).toHaveLength(winner === first ? 1 : 2);
      expect((await auditRows(db())).slice(before).map(({ action }) => action)).toEqual(['policy_activated']);
      expect(await ask(ben, winner === first ? second : first)).toBe('stale_page');
      await startFrom(1);
    }
  });

  test('one version waits in a layer; what takes effect overtakes it', async () => {
    await startFrom(2);
    const wider = await save(defaultAsking(1), null, as('admin'));
    const asked = await activate(wider);
    const again = await activate(wider);
    expect(again).toEqual(asked);
    expect(
      await failureOf(ben.policy.activate({ versionId: await save(defaultAsking(3)), reason: 'Mine.', replaces: await digest() })),
    ).toMatchObject({
      code: 'stale_page',
      message: expect.stringContaining('waits for a second admin since Some ada'),
    });
    await ada.policy.withdraw({ activationId: asked.activationId ?? '' });
    expect(await stateOf(wider)).toBe('superseded');
    const next = await activate(wider);
    const [confirmed, declined] = await Promise.all([
      outcome(cleo.policy.confirm({ activationId: next.activationId ?? '' })),
      outcome(ben.policy.decline({ activationId: next.activationId ?? '', reason: 'Not now.' })),
    ]);
    expect([confirmed, declined].toSorted()).toEqual(['ok', 'stale_page']);
    expect((await inForce())?.id === wider).toBe(confirmed === 'ok');
    // The second half of a double click finds it done.
    if (confirmed === 'ok') expect(await outcome(cleo.policy.confirm({ activationId: next.activationId ?? '' }))).toBe('ok');
  });

  test('a confirmation of somebody who asked and is an admin no more is refused', async () => {
    await startFrom(2);
    const dan = await addPerson('dan', 'admin');
    const asked = await activate(await save(defaultAsking(1)), { by: asPerson(dan) });
    await ada.people.setActive({ id: dan.id, active: false });
    expect(await outcome(cleo.policy.confirm({ activationId: asked.activationId ?? '' }))).toBe('not_allowed');
    await cleo.policy.decline({ activationId: asked.activationId ?? '', reason: 'Dan has left.' });
  });
});

describe('the policy of a repository', () => {
  const ownRule = (rest = '') =>
    repositoryPolicy(
      `${rest}rules:\n  - {id: require-shop, effect: require, when: {freeze: false}, requires: {approvals: [{count: 2, from: {roles: [admin]}}]}}\n`,
    );

  test('has versions of its own, and what would break it is refused by name', async () => {
    await startFrom(1);
    const id = await save(ownRule(), shop);
    expect(await ada.policy.version({ id })).toMatchObject({
      version: 1,
      name: 'shop',
      repositoryId: shop,
      changed: { changes: [{ what: 'require-shop', was: null }] },
    });
    expect(await ada.policy.activate({ versionId: id, reason: 'Two admins.', replaces: null })).toMatchObject({ state: 'in_force' });
    expect(await layerOf(shop)).toMatchObject({ repositoryName: 'shop', inForce: { id, version: 1 } });
    expect((await inForce())?.id).not.toBe(id);

    const same = defaultAsking(1).replace('\nrules:\n', '\nrules:\n  - {id: require-shop, effect: block, when: {freeze: true}}\n');
    expect((await ada.policy.check({ repositoryId: null, yaml: same })).breaks).toMatchObject([{ repository: 'shop' }]);
    expect(await failureOf(activate(await save(same)))).toMatchObject({
      code: 'policy_refused',
      message: expect.stringContaining('shop (shop@1: require-shop'),
    });
    expect((await auditRows(db())).at(-2)).toMatchObject({ action: 'policy_activated', detail: { repository: 'shop', replaced: null } });
  });

  test('that asks for less than its own before waits for a second admin', async () => {
    const asked = await activate(await save(repositoryPolicy(), shop), { repositoryId: shop });
    expect(asked.state).toBe('waiting_for_second');
    await ben.policy.confirm({ activationId: asked.activationId ?? '' });
    expect(await inForce(shop)).toMatchObject({ version: 2 });
  });

  test('is gone with its repository', async () => {
    const { id } = await ada.repositories.register({ name: 'gone', url: '/srv/gone.git' });
    const version = await save(ownRule(), id);
    await ada.policy.activate({ versionId: version, reason: 'Two admins.', replaces: null });
    await ada.repositories.remove({ id });
    expect(await layerOf(id)).toBeUndefined();
    expect(await outcome(ada.policy.startShadow({ versionId: version }))).toBe('not_found');
  });
});

test('a version of an installation before this one is in force, without an author', async () => {
  const [first] = (await ada.policy.versions({ repositoryId: null })).toReversed();
  expect(first).toMatchObject({ version: 1, author: null, note: '' });
  expect(people.admin.id).not.toBe(adaPerson.id);
});
