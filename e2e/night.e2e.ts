import { expect, inject, test } from 'vitest';
import type { RunStatus } from '../server/domain/run/status.ts';
import { askOrigin } from './harness/origin.ts';
import { as } from './harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from './harness/tasks.ts';

const SHOP = 'shop-night';
const COULD_NOT = JSON.stringify({
  do: 'call',
  tool: 'stop_and_report',
  arguments: {
    summary: 'The fixture passed 20 times out of 20.',
    command: 'node --test test/cart.test.js',
    environment: 'countersign/script, no network',
    missingPrecondition: 'The seed and the time zone of the run that failed',
  },
});

/** Title, what the agent does, and what must have come of it by the morning. */
const TASKS: readonly (readonly [title: string, script: string, status: RunStatus, disposition: string])[] = [
  ['Say in the pricing guide that prices include tax', "echo 'All prices include tax.' >> docs/pricing.md", 'MERGED', 'AUTO_MERGE'],
  ['Generate the API docs again', "echo 'Times are in UTC.' >> docs/api.md", 'MERGED', 'AUTO_MERGE'],
  [
    'Name the owner of each part in the architecture guide',
    "echo 'Owners are in the team page.' >> docs/architecture.md",
    'MERGED',
    'AUTO_MERGE',
  ],
  ['Add what changed in October to the changelog', "echo '- Prices include tax.' >> CHANGELOG.md", 'MERGED', 'AUTO_MERGE'],
  ['Take out the unused gift wrap switch', "sed -i '/giftWrap/d' src/features.js", 'IN_REVIEW', 'REVIEW'],
  ['Find out why the cart fixture fails now and then', COULD_NOT, 'IN_REVIEW', 'REVIEW'],
];

test('six tasks filed at once: four docs changes land by themselves in a line, code waits for a person, and one says what it lacked', async () => {
  const [{ api: admin }, { api: member }] = await Promise.all([as(inject('url'), 'admin'), as(inject('url'), 'member')]);
  const shop = await registerShop(admin, inject('dataDir'), SHOP);
  const paths = ['docs/**', 'src/**', 'CHANGELOG.md'];
  const runIds = await Promise.all(
    TASKS.map(async ([title, script]) => {
      const boundary = { allowedPaths: paths, maxFiles: 5, maxLines: 100 };
      return (await fileOverriding(member, scriptContract(SHOP, script, { title, boundary }))).runId;
    }),
  );
  await Promise.all(runIds.map((runId, index) => waitForStatus(member, runId, [TASKS[index]?.[2] ?? 'MERGED'], 240_000)));
  const rooms = await Promise.all(runIds.map((runId) => member.reviews.room.query({ runId })));
  expect(rooms.map(({ run, decisions }) => [run.task.title, run.status, decisions.at(-1)?.decision.disposition])).toEqual(
    TASKS.map(([title, , status, disposition]) => [title, status, disposition]),
  );

  // Each landed on what the one before it had made, with its checks green on exactly that tree.
  const landed = (await askOrigin(shop, 'log', '--first-parent', '--format=%H', `${shop.baseSha}..main`)).split('\n');
  expect(landed).toHaveLength(4);
  expect([...landed].sort()).toEqual(rooms.flatMap(({ run }) => run.merge?.sha ?? []).sort());
  for (const { run, landings } of rooms.slice(0, 4)) {
    const tree = await askOrigin(shop, 'rev-parse', `${run.merge?.sha}^{tree}`);
    expect(landings.at(-1)).toMatchObject({ permitted: true, treeId: tree });
  }
  for (const [path, words] of [
    ['docs/pricing.md', 'All prices include tax.'],
    ['CHANGELOG.md', 'Prices include tax.'],
  ] as const)
    expect(await askOrigin(shop, 'show', `main:${path}`)).toContain(words);

  const report = rooms[5]?.artifact;
  expect(report?.kind).toBe('could_not_finish');
  expect(report?.handoff.couldNotFinish).toEqual({
    command: 'node --test test/cart.test.js',
    environment: 'countersign/script, no network',
    missingPrecondition: 'The seed and the time zone of the run that failed',
  });
});
