import { editCommand } from '../../server/testing/scripted-model/agent-tools.ts';
import type { ModelScript, ModelStep } from '../../server/testing/scripted-model/model-script.ts';

/**
 * What the scripted model says on the demo's task: two runs of the checkout bug in the demo shop. Every command is really run by
 * the agent in its sandbox; only the thinking is written down here.
 */

/** In every prompt of the task; the contract's outcome must hold these words. */
export const CHECKOUT_BUG = 'no saved addresses';

/** The reviewer's one comment, on the line `const a = …` that the first run wrote in `src/checkout.js`. */
export const NAMING_COMMENT = 'Please call this variable `address` rather than `a`.';

const SOURCE = 'src/checkout.js';
const TESTS = 'test/checkout.test.js';

const LAST_ASSERTION = `  assert.equal((await shop.call('GET', \`/orders/\${order.id}\`, { as: 'bruno' })).status, 404);
});
`;
const ADD_TEST = {
  path: TESTS,
  find: LAST_ASSERTION,
  replace: `${LAST_ASSERTION}
test('a person without a saved address is asked for one', async (t) => {
  const shop = await openShop(t);
  const { body: carla } = await shop.call('POST', '/users', { body: { name: 'Carla Neri' } });
  await shop.call('PUT', '/cart/items/teapot', { as: carla.id, body: { quantity: 1 } });
  for (const path of ['/checkout', '/checkout/preview']) {
    const { status, body } = await shop.call('POST', path, { as: carla.id });
    assert.deepEqual([status, body.error], [422, 'no_address'], path);
  }
  assert.deepEqual(shop.errors, []);
  assert.equal((await shop.call('GET', '/cart', { as: carla.id })).body.lines.length, 1);
});
`,
};

const fixed = (name: string): string => `  const ${name} = addressId === undefined ? defaultAddress(user) : addressOf(user, addressId);
  if (!${name}) throw new HttpError(422, 'no_address', 'Save an address first, so that we know where to deliver.');
  return ${name};
`;
const FIX = {
  path: SOURCE,
  find: '  return addressId === undefined ? defaultAddress(user) : addressOf(user, addressId);\n',
  replace: fixed('a'),
};
const RENAME = { path: SOURCE, find: fixed('a'), replace: fixed('address') };

const ALL_CHECKS = 'npm test 2>&1 | tail -12 && npm run lint';
const commit = (message: string): string => `git add -A && git commit -q -m ${JSON.stringify(message)} && git log --oneline -1`;

const GOALS = ['Reproduce the 500 with a failing test', 'Fix it where checkout and preview meet', 'Run all checks and hand over'];
const planAt = (current: number): ModelStep['plan'] =>
  GOALS.map((content, at) => ({ content, status: at < current ? 'completed' : at === current ? 'in_progress' : 'pending' }));

const FIRST_RUN: readonly ModelStep[] = [
  { say: 'A bug with a clear way to see it. I make it fail first, then fix it.', plan: planAt(0) },
  { read: SOURCE },
  { run: "git log --oneline | head -5 && grep -n 'export function defaultAddress' -A 3 src/addresses.js" },
  {
    handoff: {
      tool: 'report_progress',
      arguments: { text: '`defaultAddress` gives undefined for a person without addresses, and checkout reads `.country` from it.' },
    },
  },
  { say: 'Before I change anything: do the tests pass as they are?', run: 'npm test 2>&1 | tail -12' },
  { read: TESTS },
  { say: 'They do, so nothing covers this case. I write the test that should fail.', edit: ADD_TEST },
  { run: `node --test --test-name-pattern='without a saved address' ${TESTS} 2>&1 | head -40` },
  {
    handoff: {
      tool: 'report_progress',
      arguments: { text: 'Reproduced: `POST /checkout` answers 500 for a person who never saved an address.' },
    },
  },
  { say: 'It fails with the reported 500.', plan: planAt(1) },
  { say: 'Now the fix, in the one place that both checkout and its preview use.', edit: FIX },
  { plan: planAt(2) },
  { run: ALL_CHECKS },
  { handoff: { tool: 'record_check', arguments: { command: 'npm test', outcome: 'passed' } } },
  { run: commit('Answer 422 when there is no address to deliver to') },
  { plan: planAt(GOALS.length) },
  {
    handoff: {
      tool: 'submit_artifact',
      arguments: {
        kind: 'change',
        summary:
          'Checkout and its preview read the country of a delivery address that a person may not have. `deliveryAddress` now answers 422 `no_address` in that case, and a regression test covers both routes.',
        claimedChecks: [
          { command: 'npm test', outcome: 'passed' },
          { command: 'npm run lint', outcome: 'passed' },
        ],
        failuresHit: ['The new test failed with a 500 before the fix, as reported.'],
        remainingRisks: ['Clients that treat every 422 of checkout alike may show a message that does not fit.'],
      },
    },
  },
  { say: 'The bug is reproduced, fixed and covered by a test; the result is handed over.' },
];

const SECOND_RUN: readonly ModelStep[] = [
  // A follow-up may start from the base again: what the first run did is done again when it is not there.
  {
    say: 'The reviewer asks for a clearer name in `deliveryAddress`.',
    run: `grep -q no_address ${SOURCE} || {\n${editCommand(ADD_TEST)}\n${editCommand(FIX)}\n}\ngit status --short`,
  },
  { read: SOURCE },
  { say: 'Three places to change, all in one function.', edit: RENAME },
  { run: ALL_CHECKS },
  { handoff: { tool: 'record_check', arguments: { command: 'npm test', outcome: 'passed' } } },
  { run: commit('Name the delivery address what it is') },
  {
    handoff: {
      tool: 'submit_artifact',
      arguments: {
        kind: 'change',
        summary: 'Answered the review: the variable in `deliveryAddress` is called `address` now. Nothing else changed; all tests pass.',
        claimedChecks: [{ command: 'npm test', outcome: 'passed' }],
      },
    },
  },
  { say: 'The variable is renamed and the result is handed over.' },
];

export const checkoutBugScripts: readonly ModelScript[] = [
  { when: NAMING_COMMENT, steps: SECOND_RUN },
  { when: CHECKOUT_BUG, steps: FIRST_RUN },
];
