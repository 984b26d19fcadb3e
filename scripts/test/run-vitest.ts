import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type Tally = { readonly name: string; readonly passed: number; readonly failed: number; readonly skipped: number };

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTotalTests: number;
  readonly success: boolean;
};

/** Runs one vitest project with its output shown. A project that breaks, or in which nothing ran, counts as one failure. */
export const runVitest = async (root: string, project: string): Promise<Tally> => {
  console.log(`\n== ${project}`);
  const reportFile = join(root, '.cache/test', `${project}.json`);
  await mkdir(join(root, '.cache/test'), { recursive: true });
  await rm(reportFile, { force: true });
  const exitCode = await new Promise<number | null>((done) => {
    const args = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ];
    spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    }).once('exit', done);
  });
  const report = await readFile(reportFile, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  );
  if (!report || report.numTotalTests === 0) return { name: project, passed: 0, failed: 1, skipped: 0 };
  const broke = exitCode !== 0 && report.numFailedTests === 0 ? 1 : 0;
  return { name: project, passed: report.numPassedTests, failed: report.numFailedTests + broke, skipped: report.numPendingTests };
};
