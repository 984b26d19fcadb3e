import { describe, expect, it } from 'vitest';
import { shippedPolicyYaml } from '../../testing/policy-builders.ts';
import { policySchema } from './model.ts';
import { repositoryPolicySchema } from './repository-policy.ts';
import { suggestPolicy } from './suggest-policy.ts';

const WORDS = { sets: ['docs', 'billing'] };
/** What is offered at the bar. */
const offered = (marked: string, schema: Parameters<typeof suggestPolicy>[2] = policySchema): readonly string[] | null => {
  const offset = marked.indexOf('|');
  const found = suggestPolicy(marked.slice(0, offset) + marked.slice(offset + 1), offset, schema, WORDS);
  return found?.options.map(({ text }) => text) ?? null;
};

describe('suggestions while a policy is written', () => {
  it.each<[string, string, readonly string[]]>([
    ['values of a setting', 'settings:\n  approvals:\n    stale_on: |\n', ['any_change', 'code_change', 'never']],
    ['values in place of a half written one', 'settings:\n  approvals:\n    stale_on: ne|v\n', ['any_change', 'code_change', 'never']],
    ['truth values', 'change_control:\n  must_pass_tests: |', ['true', 'false']],
    ['kinds of rule', 'rules:\n  - id: x\n    effect: |\n', ['block', 'require', 'bounce', 'auto_merge']],
    ['sets in an unclosed list', 'rules:\n  - when: {paths: {any_in: [docs, b|', ['docs', 'billing']],
    ['sets in a composite', 'composites:\n  sensitive: [|]', ['docs', 'billing']],
    [
      'roles',
      'rules:\n  - requires:\n      approvals: [{count: 1, from: {roles: [|]}}]',
      ['reviewer', 'senior-reviewer', 'security-admin', 'admin'],
    ],
    [
      'keys that are not there yet, also before other lines',
      'settings:\n  bounce: {max_rounds: 2}\n  re|\n  checks: {}\n',
      ['on_unknown: ', 'glob: ', 'rename: ', 'detectors: ', 'approvals: ', 'default_requirement: '],
    ],
    [
      'roles in a list of lines',
      'settings:\n  approvals:\n    eligible_roles:\n      - |\n',
      ['reviewer', 'senior-reviewer', 'security-admin', 'admin'],
    ],
    ['keys within braces', 'settings:\n  checks: {required: [], |}', ['trusted_sources: ', 'skipped_counts_as: ', 'bind_to: ']],
    [
      'a key that has its colon',
      'settings:\n  boun|: {max_rounds: 2}',
      ['on_unknown', 'glob', 'rename', 'checks', 'detectors', 'approvals', 'bounce', 'default_requirement'],
    ],
    ['keys of one condition', 'rules:\n  - when: {size: {|}}', ['total: ', 'files: ', 'added: ', 'deleted: ', 'reviewable_total: ']],
  ])('offers %s', (_name, marked, options) => {
    expect(offered(marked)).toEqual(options);
  });

  it('leaves out keys of the model that only say why they are not known', () => {
    const keys = offered('rules:\n  - requires:\n      approvals: [{count: 1, from: {|}}]');
    expect(keys).toEqual(['roles: ']);
  });

  it('knows the smaller model of a repository', () => {
    expect(offered('|', repositoryPolicySchema)).toContain('without: ');
    expect(offered('|', repositoryPolicySchema)).not.toContain('change_control: ');
  });

  it.each(['# a comm|ent', 'rules: "|', 'description: free |'])('is quiet where nothing is known: %s', (marked) => {
    expect(offered(marked)).toBeNull();
  });

  it('says where the word begins that it replaces, wherever the cursor stands in the shipped text', () => {
    const text = shippedPolicyYaml();
    let answers = 0;
    for (let offset = 0; offset <= text.length; offset += 397) {
      const found = suggestPolicy(text, offset, policySchema, WORDS);
      if (found === null) continue;
      answers += 1;
      expect(text.slice(found.from, offset)).toMatch(/^[\w-]*$/);
    }
    expect(answers).toBeGreaterThan(2);
  });
});
