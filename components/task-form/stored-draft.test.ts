import { expect, it } from 'vitest';
import { EMPTY_DRAFT } from './draft.ts';
import { newRequestId, parseStoredDraft } from './stored-draft.ts';

it('comes back as it was stored', () => {
  const stored = { savedAt: 5, draft: { ...EMPTY_DRAFT, title: 'x' }, reasons: { a: 'b' }, attempt: { requestId: 'r', text: 't' } };
  expect(parseStoredDraft(JSON.stringify(stored))).toEqual(stored);
});

it('opens an older draft with what it knew, and never throws', () => {
  expect(parseStoredDraft(JSON.stringify({ draft: { title: 'old', boundary: { maxFiles: 3 } } }))?.draft.boundary).toEqual({
    ...EMPTY_DRAFT.boundary,
    maxFiles: 3,
  });
  for (const text of [null, '', '[]', '{"draft":7}', '{"draft":{"verification":{"checks":"x"}}}', 'null'])
    expect(parseStoredDraft(text)).toBeNull();
});

it('makes request ids that the API takes', () => expect(newRequestId()).toMatch(/^[0-9a-f]{32}$/));
