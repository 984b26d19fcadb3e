import { expect, test } from 'vitest';
import { exportHref, startOfDay } from './use-audit-filter.ts';

const NONE = { actorId: null, action: null, subjectKind: null, subjectId: null, from: null, to: null, search: null };

test('a day begins at midnight of the viewer, and the one after it over the end of a month too', () => {
  expect(startOfDay('2026-03-31')).toBe(new Date(2026, 2, 31).getTime());
  expect(startOfDay('2026-03-31', 1)).toBe(new Date(2026, 3, 1).getTime());
  for (const odd of [null, '', '2026', '2026-13-45', 'x2026-01-01', '1950-01-01']) expect(startOfDay(odd)).toBeNull();
});

test('an export takes the filter of the page', () => {
  expect(exportHref(NONE)).toBe('/api/audit/export');
  expect(exportHref({ ...NONE, action: 'role_changed', from: 5, search: 'a&b=c' })).toBe(
    '/api/audit/export?action=role_changed&from=5&search=a%26b%3Dc',
  );
});
