import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../setup/step.ts';

export type Tally = { readonly name: string; readonly passed: number; readonly failed: number; readonly skipped: number };

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTotalTests: number;
  readonly success: boolean;
};

/** Runs one vitest project and shows its output when it is over. A project that breaks, or in which nothing ran, counts as one failure. */
export const runVitest = async (root: string, project: string): Promise<Tally> => {
  const startedAt = Date.now();
  console.log(`\n== ${project}: running`);
  const reportFile = join(root, '.cache/test', `${project}.json`);
  await mkdir(join(root, '.cache/test'), { recursive: true });
  await rm(reportFile, { force: true });
  const args = ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  console.log(`\n== ${project}: ended after ${Math.round((Date.now() - startedAt) / 1000)} s\n${stdout.trim()}\n${stderr.trim()}`);
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  );
  if (!report || report.numTotalTests === 0) return { name: project, passed: 0, failed: 1, skipped: 0 };
  const broke = exitCode !== 0 && report.numFailedTests === 0 ? 1 : 0;
  return { name: project, passed: report.numPassedTests, failed: report.numFailedTests + broke, skipped: report.numPendingTests };
};
