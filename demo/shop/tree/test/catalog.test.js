import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listProducts } from '../src/catalog.js';
import { createStore } from '../src/store.js';
import { openShop } from '../testing/shop.js';

test('products come in name order', () => {
  const names = listProducts(createStore()).map(({ name }) => name);
  assert.deepEqual(
    names,
    [...names].sort((a, b) => a.localeCompare(b, 'en')),
  );
  assert.equal(names.length, 8);
});

test('category and words narrow the list', () => {
  const ids = (filter) => listProducts(createStore(), filter).map(({ id }) => id);
  assert.deepEqual(ids({ category: 'paper' }), ['notebook', 'pencil-set']);
  assert.deepEqual(ids({ query: 'MUG blue' }), ['mug-blue']);
  assert.deepEqual(ids({ category: 'paper', query: 'mug' }), []);
});

test('an unknown product is a 404', async (t) => {
  const shop = await openShop(t);
  assert.equal((await shop.call('GET', '/products/teapot')).body.name, 'Cast-iron teapot');
  assert.equal((await shop.call('GET', '/products/anvil')).status, 404);
});
