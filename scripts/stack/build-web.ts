import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { announce, lastLines, report, runCommand, type StepReport } from '../setup/step.ts';

const INPUTS = [
  'app',
  'components',
  'server',
  'prisma/schema.prisma',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
  'instrumentation.ts',
];
const STAMP = '.next/countersign-inputs';

/** Builds the web process, unless what it is made from has not changed. */
export const buildWeb = async (root: string): Promise<StepReport> => {
  const digest = await digestOf(root, INPUTS);
  const stamp = await readFile(join(root, STAMP), 'utf8').catch(() => '');
  if (stamp === digest) return report('web build', 'skipped', 'sources unchanged');
  announce('web build', 'building (about a minute)');
  const built = await runCommand(process.execPath, ['node_modules/next/dist/bin/next', 'build'], { cwd: root });
  if (built.exitCode !== 0) throw new Error(`The web build failed:\n${lastLines(built, 60)}`);
  await writeFile(join(root, STAMP), digest);
  return report('web build', 'done', 'built');
};

/** sha256 over the paths and contents of files and folders; tests and generated code do not count. */
const digestOf = async (root: string, inputs: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<void> => {
    const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => null);
    if (entries === null) {
      const content = await readFile(join(root, path)).catch(() => null);
      if (content) hash.update(`${path}\0${content.length}\0`).update(content);
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (/\.(test|itest)\.tsx?$/.test(entry.name) || entry.name === 'generated' || entry.name === 'testing') continue;
      await add(join(path, entry.name));
    }
  };
  for (const input of inputs) await add(input);
  return hash.digest('hex');
};
