import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Tally } from './test/run-vitest.ts';

/** What a machine can say about the source without running it. One line each; the output is shown when it fails. */
const CHECKS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=50', '.'] },
  {
    name: 'import rules',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'app',
      'components',
      'server',
      'scripts',
    ],
  },
  { name: 'dead code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'generated docs', args: ['scripts/docs.ts', '--check'] },
];

export const runChecks = async (root: string): Promise<Tally> => {
  console.log('\n== check');
  // Next writes it on its first build; types are checked before that.
  if (!existsSync(join(root, 'next-env.d.ts'))) await run(root, ['node_modules/next/dist/bin/next', 'typegen']);
  let failed = 0;
  for (const { name, args } of CHECKS) {
    const startedAt = Date.now();
    const { exitCode, output } = await run(root, args);
    console.log(`${exitCode === 0 ? 'pass' : 'FAIL'}  ${name} (${((Date.now() - startedAt) / 1_000).toFixed(1)} s)`);
    if (exitCode === 0) continue;
    failed += 1;
    console.log(output.trimEnd());
  }
  return { name: 'check', passed: CHECKS.length - failed, failed, skipped: 0 };
};

const run = (root: string, args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly output: string }> =>
  new Promise((done, broke) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', broke);
    child.once('close', (exitCode) => done({ exitCode, output }));
  });

if (import.meta.main) {
  const tally = await runChecks(resolve(import.meta.dirname, '..'));
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
}
