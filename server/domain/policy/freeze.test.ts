import { expect, test } from 'vitest';
import { aReview, docsFacts, PEOPLE, shippedPolicy } from '../../testing/policy-builders.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import { policySchema } from './model.ts';

const policy = policySchema.parse({
  ...shippedPolicy(),
  rules: [
    { id: 'block-freeze', effect: 'block', description: 'Nothing lands in a freeze.', when: { freeze: true } },
    ...shippedPolicy().rules,
  ],
});
const decide = (freeze: PolicyFacts['freeze']) => evaluatePolicy(policy, docsFacts({ freeze, reviews: [aReview('omar')] }), PEOPLE);

test('a freeze is a fact: it blocks with its reason and end, holds when it is not known, and is no matter when there is none', () => {
  const frozen = decide({ until: 1_798_876_800_000, reason: 'holiday freeze' });
  expect([frozen.disposition, frozen.because]).toEqual(['BLOCK', ['block-freeze: freeze until 2027-01-02 08:00 UTC: holiday freeze']]);
  expect(decide(null)).toMatchObject({ disposition: 'HOLD', because: ['block-freeze: freeze state is not known'] });
  expect(decide('none').disposition).toBe('AUTO_MERGE');
});
