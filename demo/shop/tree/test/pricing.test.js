import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullPrice, goodsPrice } from '../src/pricing.js';

const teapot = { productId: 'teapot', category: 'kitchen', priceCents: 5490, grams: 1450, quantity: 1 };
const notebook = { productId: 'notebook', category: 'paper', priceCents: 890, grams: 240, quantity: 2 };

test('the goods are summed and a code takes its share', () => {
  assert.deepEqual(goodsPrice([teapot, notebook]), { subtotalCents: 7270, savedCents: 0, goodsCents: 7270 });
  const discount = { code: 'KITCHEN20', percent: 20, minimumCents: 5000, category: 'kitchen' };
  assert.deepEqual(goodsPrice([teapot, notebook], discount), { subtotalCents: 7270, savedCents: 1098, goodsCents: 6172 });
});

test('a code below its minimum takes nothing', () => {
  const discount = { code: 'KITCHEN20', percent: 20, minimumCents: 5000, category: 'kitchen' };
  assert.equal(goodsPrice([notebook], discount).savedCents, 0);
});

test('shipping and VAT follow the country', () => {
  assert.deepEqual(fullPrice({ lines: [teapot], country: 'DE' }), {
    subtotalCents: 5490,
    savedCents: 0,
    goodsCents: 5490,
    shippingCents: 590,
    vatCents: 1155,
    totalCents: 7235,
  });
  assert.equal(fullPrice({ lines: [teapot], country: 'CH' }).vatCents, 0);
});
