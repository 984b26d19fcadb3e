import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { contractFromYaml } from '../server/domain/contract/yaml.ts';
import { chooseModel } from './demo/choose-model.ts';
import { followRun } from './demo/follow-run.ts';
import { setUpInstallation } from './demo/installation.ts';
import { makeShopRepository } from './demo/shop-repository.ts';
import { baseImage } from './setup/base-image.ts';
import { generateClient } from './setup/database.ts';
import { dockerEngine } from './setup/docker-engine.ts';
import { agentImages } from './setup/images.ts';
import { report, SetupStop } from './setup/step.ts';
import { buildWeb } from './stack/build-web.ts';
import { startStack } from './stack/start-stack.ts';
import { waitFor } from './stack/wait-for.ts';

/**
 * `npm run demo`: sets the machine up, starts everything, has a real agent fix the checkout bug, and stays up.
 * `npm run demo -- --once`: approves and merges what came back, prints the commit, and stops everything that it started.
 */
const ROOT = resolve(import.meta.dirname, '..');
const DATA_DIR = join(ROOT, 'data/demo');
const RUN_MS = 15 * 60_000;

const once = process.argv.includes('--once');
const port = Number(process.env.PORT ?? (once ? 0 : 3000));

const main = async (): Promise<void> => {
  console.log('Setting up (each step is skipped when nothing has changed)');
  const engine = await dockerEngine(ROOT);
  await baseImage(ROOT);
  await agentImages(ROOT, ['opencode', 'script']);
  await generateClient();
  await buildWeb(ROOT);
  const shop = await makeShopRepository(join(DATA_DIR, 'shop.git'), { rewind: true });
  report('demo repository', shop.created ? 'done' : 'skipped', `the shop at ${shop.path}, checkout bug at ${shop.baseSha.slice(0, 12)}`);

  const model = await chooseModel(ROOT);
  const stack = await startStack({ root: ROOT, dataDir: DATA_DIR, port, capacity: 2 });
  const stopAll = async () => {
    await stack.stop();
    await model.close();
    if (once) await engine.stop?.();
  };
  const interrupted = new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  try {
    report('web and worker', 'done', `running at ${stack.url}, logs in ${join(DATA_DIR, 'logs')}`);
    const people = await setUpInstallation(stack.url, DATA_DIR, shop.path, model.profile);
    console.log(`\n${model.says}\n`);

    const contract = contractFromYaml(await readFile(join(ROOT, 'demo/checkout-bug.yaml'), 'utf8'));
    if (!contract.ok) throw new Error(`demo/checkout-bug.yaml is not a contract: ${JSON.stringify(contract.failure)}`);
    const filed = await people.member.api.tasks.file.mutate({
      requestId: crypto.randomUUID(),
      contract: contract.value,
      overrides: [],
    });
    console.log(`${people.member.name} filed "${contract.value.title}"\n  ${stack.url}/runs/${filed.runId}\n`);
    const finished = await Promise.race([followRun(people.member.api, filed.runId, RUN_MS), interrupted.then(() => null)]);
    if (finished === null) return;
    if (finished.status !== 'IN_REVIEW')
      throw new Error(`The run ended as ${finished.status}${finished.failure ? `: ${finished.failure.message}` : ''}`);
    if (once) {
      await approveAndMerge(people.reviewer.api, filed.runId, people.reviewer.name);
      return;
    }
    console.log(`\nThe artifact waits for a reviewer: ${stack.url}/reviews/${filed.runId}`);
    console.log(`\n  Open   ${stack.url}\n`);
    for (const person of Object.values(people)) console.log(`  ${person.role.padEnd(9)} ${person.email}   ${person.password}`);
    console.log('\nStop with Ctrl-C.');
    await interrupted;
  } finally {
    await stopAll();
    console.log(`Stopped web, worker, database${once && engine.stop ? ', Docker engine' : ''} and model.`);
  }
};

const approveAndMerge = async (
  api: Awaited<ReturnType<typeof setUpInstallation>>['reviewer']['api'],
  runId: string,
  reviewer: string,
): Promise<void> => {
  const room = await api.reviews.room.query({ runId });
  console.log(
    `\nWhat came back: ${room.artifact.change.files.length} file(s), ${room.checks.length} check result(s), ${room.risks?.findings.length ?? 0} finding(s)`,
  );
  for (const check of room.checks)
    console.log(`  ${check.outcome.padEnd(9)} ${check.name} on the ${check.subject} (exit code ${check.exitCode}, ${check.durationMs} ms)`);
  console.log(`  policy: ${room.decisions[0]?.decision.disposition} because ${room.decisions[0]?.decision.because.join('; ')}`);
  const decided = await api.reviews.decide.mutate({
    runId,
    artifactDigest: room.artifact.digest,
    verdict: 'approve',
    reason: 'The new test fails on the base and passes on the result; the change stays inside its boundary.',
    comments: [],
  });
  console.log(`${reviewer} approved: the run is ${decided.status}`);
  let last = '';
  const merged = await waitFor(
    'the merge',
    120_000,
    async () => {
      const run = await api.runs.get.query({ id: runId });
      last = `${run.status} ${run.failure?.message ?? ''}`;
      if (run.status === 'MERGE_REFUSED' || run.status === 'MERGE_OUTCOME_UNKNOWN') throw new Error(last);
      return run.merge;
    },
    () => last,
  );
  console.log(`Merged commit ${merged.sha}`);
};

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof SetupStop ? `\n${error.message}` : error);
  process.exit(1);
}
