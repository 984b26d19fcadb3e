import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from '../testing/shop.js';

test('items are set, changed and taken out', async (t) => {
  const shop = await openShop(t);
  await shop.call('PUT', '/cart/items/teapot', { as: 'ana', body: { quantity: 2 } });
  const changed = await shop.call('PUT', '/cart/items/teapot', { as: 'ana', body: { quantity: 1 } });
  assert.deepEqual(
    changed.body.lines.map(({ productId, quantity }) => [productId, quantity]),
    [['teapot', 1]],
  );
  const emptied = await shop.call('PUT', '/cart/items/teapot', { as: 'ana', body: { quantity: 0 } });
  assert.deepEqual(emptied.body.lines, []);
});

test('everybody has a cart of their own', async (t) => {
  const shop = await openShop(t);
  await shop.call('PUT', '/cart/items/notebook', { as: 'ana', body: { quantity: 3 } });
  assert.deepEqual((await shop.call('GET', '/cart', { as: 'bruno' })).body.lines, []);
});

test('a quantity must be a whole number within bounds and stock', async (t) => {
  const shop = await openShop(t);
  for (const quantity of [-1, 1.5, 21, '2', undefined]) {
    assert.equal((await shop.call('PUT', '/cart/items/notebook', { as: 'ana', body: { quantity } })).status, 422);
  }
  const tooMany = await shop.call('PUT', '/cart/items/mug-green', { as: 'ana', body: { quantity: 4 } });
  assert.deepEqual([tooMany.status, tooMany.body.error], [409, 'out_of_stock']);
});

test('nobody sees a cart without signing in', async (t) => {
  const shop = await openShop(t);
  assert.equal((await shop.call('GET', '/cart')).status, 401);
  assert.equal((await shop.call('GET', '/cart', { as: 'nobody' })).status, 401);
});
