import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFile } from '../../testing/artifact-builders.ts';
import { factsArbitrary } from '../../testing/policy-arbitraries.ts';
import { aFinding, aVote, docsFacts, shippedPolicyYaml, wholePolicy } from '../../testing/policy-builders.ts';
import { caseFromFacts } from './case-from-facts.ts';
import { parsePolicy } from './parse.ts';
import { runPolicyCases } from './policy-cases.ts';

const POLICY = wholePolicy();
/** As somebody would paste it. */
const pasted = (yaml: string) => parsePolicy(`${shippedPolicyYaml()}\ntests:\n${yaml.replace(/^(?=.)/gm, '  ')}`);

describe('a case made of facts', () => {
  it('can be pasted, and is met by the policy that it was made under', () => {
    fc.assert(
      fc.property(factsArbitrary, (facts) => {
        const made = caseFromFacts(POLICY, 'task 7: "odd": #name', facts);
        if (!made.ok) throw new Error(made.failure);
        const policy = pasted(made.value.yaml);
        if (!policy.ok) throw new Error(JSON.stringify(policy.failure));
        expect(runPolicyCases(POLICY, null, policy.value.tests)).toMatchObject([
          { isMet: true, name: 'task 7: "odd": #name', disposition: made.value.disposition },
        ]);
      }),
      { numRuns: 150 },
    );
  });
  it('says only what is not as in the small edit that cases start from', () => {
    const made = caseFromFacts(POLICY, 'weakened', {
      ...docsFacts({}, POLICY),
      findings: [aFinding('TST-02', 'high')],
      reviews: [aVote('omar')],
    });
    expect(made.ok && made.value.yaml).toMatch(/^- name: weakened\n {2}facts:\n {4}findings:/);
    expect(made.ok && made.value.yaml).not.toContain('targetBranch');
  });
  it('is refused for a change that is too long to be an example', () => {
    const files = Array.from({ length: 101 }, (_, index) => aFile(`src/${index}.ts`));
    expect(caseFromFacts(POLICY, 'long', { ...docsFacts({}, POLICY), files })).toMatchObject({
      ok: false,
      failure: expect.stringContaining('101 files'),
    });
  });
});
