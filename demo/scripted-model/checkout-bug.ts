import type { ModelScript } from '../../server/testing/scripted-model/model-script.ts';

/**
 * What the scripted model says on the demo's task: two runs of the checkout bug in the demo shop. Every command is really run by
 * the agent in its sandbox; only the thinking is written down here.
 */

/** In every prompt of the task; the contract's outcome must hold these words. */
export const CHECKOUT_BUG = 'no saved addresses';
export const CHECKOUT_BUG_OUTCOME =
  'When a user has no saved addresses, checkout throws a 500. Reproduce it, fix it so that the answer is a 422 with the error `no_address`, and add a regression test.';

/** The reviewer's one comment, on the line that the first run wrote in `src/checkout.js`. */
export const NAMING_COMMENT = 'Please call this variable `address` rather than `a`.';
export const NAMING_COMMENT_FILE = 'src/checkout.js';
export const NAMING_COMMENT_LINE_TEXT = 'const a = addressId';

const TEST = `
test('a person without a saved address is asked for one', async (t) => {
  const shop = await openShop(t);
  const { body: carla } = await shop.call('POST', '/users', { body: { name: 'Carla Neri' } });
  await shop.call('PUT', '/cart/items/teapot', { as: carla.id, body: { quantity: 1 } });
  for (const path of ['/checkout', '/checkout/preview']) {
    const { status, body } = await shop.call('POST', path, { as: carla.id });
    assert.deepEqual([status, body.error], [422, 'no_address']);
  }
  assert.deepEqual(shop.errors, []);
});
`;

/** A follow-up may start from the base again: what the first run did is done again when it is not there. */
const ADD_TEST = `grep -q 'without a saved address' test/checkout.test.js || cat >> test/checkout.test.js <<'END_OF_TEST'
${TEST.trimEnd()}
END_OF_TEST`;

const FIX = `node --input-type=module <<'END_OF_FIX'
import { readFileSync, writeFileSync } from 'node:fs';
const file = 'src/checkout.js';
const before = \`  return addressId === undefined ? defaultAddress(user) : addressOf(user, addressId);
\`;
const after = \`  const a = addressId === undefined ? defaultAddress(user) : addressOf(user, addressId);
  if (!a) throw new HttpError(422, 'no_address', 'Save an address first, so that we know where to deliver.');
  return a;
\`;
const text = readFileSync(file, 'utf8');
if (!text.includes('no_address')) {
  if (!text.includes(before)) throw new Error('The code is not as it was read.');
  writeFileSync(file, text.replace(before, () => after));
}
END_OF_FIX
git diff -- src`;

const commit = (message: string): string => `git add -A && git commit -q -m ${JSON.stringify(message)} && git log --oneline -1`;

export const checkoutBugScripts: readonly ModelScript[] = [
  {
    when: NAMING_COMMENT,
    steps: [
      {
        say: 'The reviewer asks for a clearer name in `deliveryAddress`. I look at the lines first.',
        run: `${ADD_TEST}\n${FIX} >/dev/null\ngrep -n 'function deliveryAddress' -A 6 src/checkout.js`,
      },
      {
        say: 'Three places to change, all in one function.',
        run: `sed -i -e 's/const a = addressId/const address = addressId/' -e 's/if (!a) throw/if (!address) throw/' -e 's/  return a;/  return address;/' src/checkout.js && git diff -- src`,
      },
      { run: 'npm test 2>&1 | tail -12 && npm run lint' },
      { handoff: { tool: 'record_check', arguments: { command: 'npm test', outcome: 'passed' } } },
      { run: commit('Name the delivery address what it is') },
      {
        handoff: {
          tool: 'submit_artifact',
          arguments: {
            kind: 'change',
            summary:
              'Answered the review: the variable in `deliveryAddress` is called `address` now. Nothing else changed; all tests pass.',
            claimedChecks: [{ command: 'npm test', outcome: 'passed' }],
          },
        },
      },
      { say: 'The variable is renamed and the result is handed over.' },
    ],
  },
  {
    when: CHECKOUT_BUG,
    steps: [
      {
        say: 'I start by reading how checkout finds the delivery address.',
        run: 'git log --oneline | head -5 && cat src/checkout.js && grep -n defaultAddress -A 3 src/addresses.js',
      },
      {
        handoff: {
          tool: 'report_progress',
          arguments: { text: '`defaultAddress` gives undefined for a person without addresses, and checkout reads `.country` from it.' },
        },
      },
      { say: 'Before I change anything: do the tests pass as they are?', run: 'npm test 2>&1 | tail -12' },
      {
        say: 'They do, so nothing covers this case. I write the test that should fail.',
        run: `${ADD_TEST}\nnode --test --test-name-pattern='without a saved address' test/checkout.test.js 2>&1 | head -40`,
      },
      {
        handoff: {
          tool: 'report_progress',
          arguments: { text: 'Reproduced: `POST /checkout` answers 500 for a person who never saved an address.' },
        },
      },
      { say: 'It fails with the reported 500. Now the fix, in the one place that both checkout and its preview use.', run: FIX },
      { run: 'npm test 2>&1 | tail -12 && npm run lint' },
      { handoff: { tool: 'record_check', arguments: { command: 'npm test', outcome: 'passed' } } },
      { run: commit('Answer 422 when there is no address to deliver to') },
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
    ],
  },
];
