import { expect, test } from 'vitest';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../server/domain/audit/act.ts';
import { detailLine, subjectHref, subjectName, whatHappened } from './audit-words.ts';

const subject = { kind: 'person', id: 'p1', label: null };

test('each act has words of its own, and odd details never break the page', () => {
  expect(new Set(AUDIT_ACTIONS.map(whatHappened)).size).toBe(AUDIT_ACTIONS.length);
  for (const action of [...AUDIT_ACTIONS, 'of_another_version', 'constructor']) {
    for (const detail of [{}, { name: { nested: [1] }, reason: null, comments: 'many', version: [] }])
      expect(typeof detailLine({ action, detail }) + subjectName({ subject, detail })).toContain('string');
  }
  expect(whatHappened('of_another_version')).toBe('of_another_version');
});

test.each([
  ['review_recorded', { verdict: 'approve', comments: 2, reason: 'Traced it.' }, 'approved · 2 comments · Traced it.'],
  ['role_changed', { name: 'Ned', from: 'member', to: 'admin' }, 'member → admin'],
  ['agent_key_changed', { name: 'a', from: 'sealed', variable: null }, 'typed, sealed for the workers'],
  ['agent_key_changed', { name: 'a', from: 'environment', variable: 'OPENAI_API_KEY' }, 'taken from OPENAI_API_KEY'],
  ['repository_changed', { name: 'shop', field: 'base branch', from: null, to: 'main' }, 'base branch: none → main'],
  ['decision_made', { disposition: 'REVIEW', reason: 'one reviewer', policy: 'default@1' }, 'Needs review · default@1 · one reviewer'],
  ['of_another_version', { name: 'x', count: 3 }, 'x · 3'],
])('%s says its details in a line', (action, detail, says) => expect(detailLine({ action, detail })).toBe(says));

test('a subject leads to its page by its name', () => {
  expect(subjectName({ subject: { ...subject, label: { text: 'Task 3, run 1', title: 't' } }, detail: {} })).toBe('Task 3, run 1');
  expect(subjectName({ subject: { ...subject, kind: 'policy' }, detail: { name: 'default', version: 2 } })).toBe('default@2');
  expect(subjectName({ subject, detail: {} })).toBe('p1');
  for (const kind of AUDIT_SUBJECTS) expect(subjectHref({ ...subject, kind })).toMatch(/^\//);
  expect(subjectHref({ ...subject, kind: 'run', id: '../../x?y' })).toBe('/runs/..%2F..%2Fx%3Fy');
  expect(subjectHref({ ...subject, kind: 'lane' })).toBeNull();
});
