import { describe, expect, it } from 'vitest';
import { shippedPolicy, wholePolicy } from '../../testing/policy-builders.ts';
import { explainPolicy, explainRule } from './explain-policy.ts';
import { ruleSchema } from './model.ts';

const people = (count: number, roles = ['reviewer', 'senior-reviewer', 'admin']) => ({ count, from: { roles } });
const require = (when: object, requires: object) => explainRule(ruleSchema.parse({ id: 'r', effect: 'require', when, requires }));

describe('a rule in one sentence', () => {
  it('says who and what', () => {
    expect(require({ paths: { any_in: ['billing'] } }, { approvals: [people(2)], rationale: true })).toBe(
      'If any touched path is in billing, then 2 people and a written reason.',
    );
    expect(
      require({ any: [{ size: { files: '> 30' } }, { all: [{ task: { attended: false } }, { not: { freeze: true } }] }] }, {
        approvals: [people(1, ['senior-reviewer', 'admin'])],
        viewed_files: 'all',
        checklist: ['a'],
        cooldown_minutes: 30,
      }),
    ).toBe(
      'If files are more than 30 or (nobody attended the run and it is not so that a freeze is set), then 1 person (senior-reviewer or admin), all files viewed, 1 point ticked off and 30 minutes to think.',
    );
  });

  it('is there for every rule of the policies that are here', () => {
    for (const policy of [wholePolicy(), shippedPolicy()]) {
      const sentences = explainPolicy(policy);
      expect(sentences.filter((sentence) => !/^[A-Z].*\.$/.test(sentence) || /undefined|null/.test(sentence))).toEqual([]);
      expect(sentences.length).toBe(policy.dispatch.rules.length + policy.rules.filter((rule) => rule.enabled).length + 4);
    }
  });

  it('reads as a person would say it', () =>
    expect(explainPolicy(wholePolicy())).toEqual(
      expect.arrayContaining([
        'If there is a finding of secret that is critical or worse, then nothing lands until 1 person (security-admin) lets it through with a reason.',
        'If any touched path is in sensitive and not in vendored, then 1 person (senior-reviewer or admin), a written reason, the matching files viewed and 4 points ticked off.',
        'If a required check failed, then it goes back to the agent.',
      ]),
    ));
});
