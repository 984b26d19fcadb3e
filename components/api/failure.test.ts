import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';

test('the failure of an API error is taken out, anything else is a server that did not answer', () => {
  const failure = { code: 'stale_page', message: 'Somebody decided.', next: 'Reload.' } as const;
  expect(failureOf(Object.assign(new Error('x'), { data: { failure } }))).toEqual(failure);
  for (const other of [new TypeError('Failed to fetch'), null, 'text', { data: null }]) expect(failureOf(other).code).toBe('unreachable');
});
