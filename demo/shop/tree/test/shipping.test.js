import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippingCents, zoneOf } from '../src/shipping.js';

test('each started kilogram after the first costs extra', () => {
  assert.equal(shippingCents({ country: 'DE', grams: 900, goodsCents: 1000 }), 490);
  assert.equal(shippingCents({ country: 'DE', grams: 1001, goodsCents: 1000 }), 590);
  assert.equal(shippingCents({ country: 'PT', grams: 2500, goodsCents: 1000 }), 1490);
  assert.equal(shippingCents({ country: 'CH', grams: 2500, goodsCents: 1000 }), 2590);
});

test('shipping is free at home from 100 EUR', () => {
  assert.equal(shippingCents({ country: 'DE', grams: 5000, goodsCents: 10_000 }), 0);
  assert.equal(shippingCents({ country: 'PT', grams: 900, goodsCents: 10_000 }), 990);
});

test('a country without delivery is refused', () => {
  assert.throws(() => zoneOf('NZ'), { status: 422, code: 'no_delivery' });
});
