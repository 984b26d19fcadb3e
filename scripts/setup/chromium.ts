import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installDebianPackages } from './debian-packages.ts';
import { announce, lastLines, report, runCommand, SetupStop, type StepReport } from './step.ts';

const STEP = 'chromium';
const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** `path` is what Playwright gets as `executablePath`; null means its own browser. */
export type ChromiumReport = StepReport & { readonly path: string | null };

/** A Chromium for the browser tests: `CHROMIUM_PATH`, or the machine's, or installed where we may. */
export async function chromium(root: string): Promise<ChromiumReport> {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (await works(chosen)) return { ...report(STEP, 'skipped', `${chosen} (CHROMIUM_PATH)`), path: chosen };
    throw new SetupStop(`${STEP}: CHROMIUM_PATH is ${chosen}, which does not run. Point it at a Chromium, or unset it.`);
  }
  const found = await firstThatWorks();
  if (found) return { ...report(STEP, 'skipped', found), path: found };
  // Ubuntu's package of that name only installs a snap, which needs a snap daemon: there Playwright brings its own.
  if (await isUbuntu()) return installPlaywrights(root);
  await installDebianPackages(
    STEP,
    ['chromium', 'fonts-liberation'],
    'Install Chromium or Chrome, set CHROMIUM_PATH to its path, then start again.',
  );
  const installed = await firstThatWorks();
  if (!installed) throw new SetupStop(`${STEP}: installed, but it does not run. Try:\n\n  /usr/bin/chromium --version`);
  return { ...report(STEP, 'done', `installed ${installed}`), path: installed };
}

async function installPlaywrights(root: string): Promise<ChromiumReport> {
  const cli = join(root, 'node_modules/playwright/cli.js');
  const path: unknown = createRequire(join(root, 'package.json'))('playwright').chromium.executablePath();
  if (typeof path === 'string' && (await works(path))) return { ...report(STEP, 'skipped', 'Playwright has its own'), path: null };
  announce(STEP, 'downloading the one of Playwright');
  const done = await runCommand(process.execPath, [cli, 'install', '--with-deps', 'chromium']);
  if (done.exitCode === 0) return { ...report(STEP, 'done', 'installed the one of Playwright'), path: null };
  throw new SetupStop(
    `${STEP}: none found, and the download failed:\n${lastLines(done)}\n\nRun:\n\n  sudo npx playwright install --with-deps chromium\n\nor set CHROMIUM_PATH to a Chromium, then start again.`,
  );
}

async function firstThatWorks(): Promise<string | null> {
  for (const path of USUAL) if (await works(path)) return path;
  return null;
}

/** Asked for its version, because a snap's placeholder is there and cannot run. */
async function works(path: string): Promise<boolean> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere && (await runCommand(path, ['--version'], { timeoutMs: 20_000 })).exitCode === 0;
}

async function isUbuntu(): Promise<boolean> {
  return /^ID=ubuntu$/m.test(await readFile('/etc/os-release', 'utf8').catch(() => ''));
}
