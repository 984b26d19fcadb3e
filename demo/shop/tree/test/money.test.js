import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, percentOf } from '../src/money.js';

test('half a cent rounds up', () => {
  assert.equal(percentOf(150, 19), 29);
  assert.equal(percentOf(50, 19), 10);
});

test('amounts are written with separators and two digits', () => {
  assert.equal(formatCents(129000), '1,290.00 EUR');
  assert.equal(formatCents(5), '0.05 EUR');
  assert.equal(formatCents(-250), '-2.50 EUR');
});
