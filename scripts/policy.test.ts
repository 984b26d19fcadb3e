import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPolicyYaml } from '../server/testing/policy-builders.ts';

const root = join(import.meta.dirname, '..');
const shipped = join(root, 'policies/default.yaml');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const run = (...args: readonly string[]) => spawnSync(process.execPath, [join(root, 'scripts/policy.ts'), ...args], { encoding: 'utf8' });

describe('npm run policy', () => {
  it('prints the decision tree, and holds what it does not know', () => {
    const { status, stdout } = run('--policy', shipped, '--facts', file('facts.json', '{"files": [{"path": "src/auth/a.ts"}]}'));
    expect(status).toBe(0);
    const decision = JSON.parse(stdout);
    expect(decision).toMatchObject({ disposition: 'HOLD', dispatch: { dispatch: 'deny' } });
    expect(decision.because[0]).toContain('facts missing: artifact digest, requester');
    expect(decision.trace.find((rule: { rule: string }) => rule.rule === 'require-sensitive')).toMatchObject({
      state: 'matched',
      applies: true,
    });
  });

  it.each([
    ['no file', () => ['--policy', shipped], 'Both files are needed'],
    ['another option', () => ['--polcy', shipped], 'Usage:'],
    ['a file that is not there', () => ['--policy', join(folder, 'none.yaml'), '--facts', join(folder, 'none.json')], 'Check its name'],
    ['facts that are not JSON', () => ['--policy', shipped, '--facts', file('broken.json', '{')], 'is not JSON'],
    ['a fact that nobody knows', () => ['--policy', shipped, '--facts', file('odd.json', '{"bounces": "two"}')], 'bounces'],
    [
      'a policy with a mistake',
      () => [
        '--policy',
        file('bad.yaml', shippedPolicyYaml().replace('any_in: [ownership]', 'any_in: [owners]')),
        '--facts',
        file('empty.json', '{}'),
      ],
      '"owners" is not a path set',
    ],
  ])('exits 2 with %s and says what to do', (_what, args, words) => {
    const { status, stdout, stderr } = run(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
