import { describe, expect, it } from 'vitest';
import { shippedPolicy } from '../../testing/policy-builders.ts';
import type { Policy } from './model.ts';
import { policyChanges } from './policy-changes.ts';
import { versionDigest } from './policy-digest.ts';

const BEFORE = shippedPolicy();
const changed = (patch: Partial<Policy>) => policyChanges(BEFORE, { ...BEFORE, ...patch });
const rule = (id: string) => {
  const found = BEFORE.rules.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('the difference between two policies', () => {
  it('is nothing between a policy and itself, whatever their numbers', () => {
    const renumbered = { ...BEFORE, metadata: { ...BEFORE.metadata, version: 9 } };
    expect(policyChanges(BEFORE, renumbered)).toEqual([]);
    expect(versionDigest(renumbered)).toBe(versionDigest(BEFORE));
    expect(versionDigest({ ...renumbered, rules: [] })).not.toBe(versionDigest(BEFORE));
  });
  it('says rules that are gone, new and other ones in sentences', () => {
    const [first, ...rest] = BEFORE.rules;
    expect(changed({ rules: rest })).toMatchObject([{ what: first?.id, was: expect.stringMatching(/^If .*\.$/), now: null }]);
    expect(changed({ rules: [...BEFORE.rules, { ...rule('block-new-secret'), id: 'z-more' }] })).toMatchObject([
      { what: 'z-more', was: null, now: expect.stringMatching(/^If .*nothing lands/) },
    ]);
    const quiet = BEFORE.rules.map((entry) => (entry.id === 'block-new-secret' ? { ...entry, description: 'Another word.' } : entry));
    expect(changed({ rules: quiet })).toMatchObject([{ now: expect.stringContaining('Changed in it: description.') }]);
  });
  it('says what a set has gained and lost, and settings that are others', () => {
    const { docs = [] } = BEFORE.path_sets;
    expect(changed({ path_sets: { ...BEFORE.path_sets, docs: ['**/*.md', ...docs.slice(1)] } })).toEqual([
      { what: 'set docs', was: `${docs[0]} was in it.`, now: '**/*.md is in it.' },
    ]);
    const approvals = { ...BEFORE.settings.approvals, stale_on: 'never' as const };
    expect(changed({ settings: { ...BEFORE.settings, approvals } })).toMatchObject([{ what: 'settings.approvals' }]);
  });
});
