import { resolve } from 'node:path';
import { runChecks } from './check.ts';
import { baseImage } from './setup/base-image.ts';
import { chromium } from './setup/chromium.ts';
import { generateClient } from './setup/database.ts';
import { dockerEngine } from './setup/docker-engine.ts';
import { AGENT_IMAGES, agentImages } from './setup/images.ts';
import { SetupStop } from './setup/step.ts';
import { buildWeb } from './stack/build-web.ts';
import { runVitest, type Tally } from './test/run-vitest.ts';

/** `npm test`: sets up what the tests need, runs everything, and closes with one line `N passed, N failed`. */
const ROOT = resolve(import.meta.dirname, '..');

const main = async (): Promise<number> => {
  const startedAt = Date.now();
  console.log('Setting up (each step is skipped when nothing has changed)');
  await generateClient();
  await dockerEngine(ROOT);
  await chromium(ROOT);
  await baseImage(ROOT);
  await agentImages(ROOT, AGENT_IMAGES);

  const tallies: Tally[] = [await runChecks(ROOT)];
  // Two lanes for two cores: what waits for leases and minutes runs beside what computes.
  const web = buildWeb(ROOT);
  const lanes = await Promise.allSettled([
    web.then(() => runVitest(ROOT, 'robust')).then((tally) => [tally]),
    (async () => {
      const [unit, integration] = [await runVitest(ROOT, 'unit'), await runVitest(ROOT, 'integration')];
      await web;
      return [unit, integration, await runVitest(ROOT, 'e2e')];
    })(),
  ]);
  for (const lane of lanes) {
    if (lane.status === 'rejected') throw lane.reason;
    tallies.push(...lane.value);
  }

  console.log(`\nTook ${Math.round((Date.now() - startedAt) / 1000)} s`);
  for (const tally of tallies)
    console.log(`  ${tally.name.padEnd(12)} ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  const sum = (field: 'passed' | 'failed' | 'skipped') => tallies.reduce((total, tally) => total + tally[field], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return sum('failed') === 0 ? 0 : 1;
};

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof SetupStop ? `\n${error.message}` : error);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
