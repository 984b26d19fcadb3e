import { describe, expect, it } from 'vitest';
import { parseStoredPolicyDraft } from './stored-policy-draft.ts';

describe('a kept policy draft', () => {
  it('comes back as it was', () => {
    const draft = { savedAt: 5, text: 'rules: []', note: 'Because.', basedOn: 'sha256:1' };
    expect(parseStoredPolicyDraft(JSON.stringify(draft))).toEqual(draft);
  });
  it('opens with what an older one knew', () => {
    expect(parseStoredPolicyDraft('{"text":"a: 1"}')).toEqual({ savedAt: 0, text: 'a: 1', note: '', basedOn: null });
  });
  it.each([null, '', '{', '[]', 'null', '{"text":5}'])('is nothing when it cannot be read: %s', (text) => {
    expect(parseStoredPolicyDraft(text)).toBeNull();
  });
});
