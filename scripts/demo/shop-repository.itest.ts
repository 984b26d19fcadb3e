import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeShopRepository } from './shop-repository.ts';

const dir = mkdtempSync(join(tmpdir(), 'countersign-shop-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const git = (repository: string, ...args: string[]) =>
  execFileSync('git', [`--git-dir=${repository}`, ...args], { encoding: 'utf8' }).trim();
const REPRODUCTION = `
import { openShop } from './testing/shop.js';
const shop = await openShop({ after: (end) => setTimeout(end, 500) });
const { body: user } = await shop.call('POST', '/users', { body: { name: 'Carla' } });
await shop.call('PUT', '/cart/items/teapot', { as: user.id, body: { quantity: 1 } });
const answer = await shop.call('POST', '/checkout', { as: user.id });
console.log(JSON.stringify([answer.status, shop.errors.map((error) => error.name)]));`;

it('is the same repository everywhere, made once, and can be wound back', async () => {
  const one = await makeShopRepository(join(dir, 'one.git'));
  const two = await makeShopRepository(join(dir, 'two.git'));
  expect([one.created, one.baseSha]).toEqual([true, two.baseSha]);
  expect(Number(git(one.path, 'rev-list', '--count', 'main'))).toBeGreaterThanOrEqual(12);
  git(one.path, 'update-ref', 'refs/heads/main', 'refs/heads/main~1');
  expect(await makeShopRepository(one.path)).toEqual({ ...one, created: false });
  expect(git(one.path, 'rev-parse', 'main')).not.toBe(one.baseSha);
  await makeShopRepository(one.path, { rewind: true });
  expect(git(one.path, 'rev-parse', 'main')).toBe(one.baseSha);
});

it('passes its own checks and has the checkout bug', async () => {
  const { path, baseSha } = await makeShopRepository(join(dir, 'bug.git'));
  const tree = join(dir, 'tree');
  mkdirSync(tree);
  git(path, `--work-tree=${tree}`, 'checkout', '--quiet', baseSha, '--', '.');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', env: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv });
  expect(run('--test', '--test-reporter=tap').stdout).toContain('# pass 28\n# fail 0\n');
  expect(run('scripts/lint.js').stdout).toContain('lint: clean');
  expect(run('scripts/api-docs.js', '--check').status).toBe(0);
  expect(run('--input-type=module', '--eval', REPRODUCTION).stdout.trim()).toBe('[500,["TypeError"]]');
});
