import { describe, expect, it } from 'vitest';
import { shippedPolicyYaml } from '../../server/testing/policy-builders.ts';
import { starterText } from '../policy-editor/layer-text.ts';
import { policyDifference } from './policy-difference.ts';

const SHIPPED = shippedPolicyYaml();

describe('what a text changes', () => {
  it('names the rule that asks for more', () => {
    const stricter = SHIPPED.replace('- id: require-vendored\n', '- id: require-vendored\n    message: Look at it.\n');
    expect(policyDifference(null, SHIPPED, stricter)?.map(({ what }) => what)).toEqual(['require-vendored']);
    expect(policyDifference(null, SHIPPED, SHIPPED)).toEqual([]);
  });
  it('compares what holds for a repository, also with nothing of its own', () => {
    const own = starterText('shop').replace('rules: []', 'rules:\n  - {id: shop-freeze, effect: block, when: {freeze: true}}');
    const changes = policyDifference(SHIPPED, null, own);
    expect(changes?.find(({ what }) => what === 'shop-freeze')).toMatchObject({ was: null });
    expect(policyDifference(SHIPPED, own, own)).toEqual([]);
  });
  it('says nothing about a text that cannot be used', () => {
    expect(policyDifference(null, SHIPPED, 'rules: [')).toBeNull();
    expect(policyDifference('rules: [', null, starterText('shop'))).toBeNull();
  });
});
