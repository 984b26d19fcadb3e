import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchRoute } from '../src/router.js';
import { openShop } from '../testing/shop.js';

test('segments with a colon become parameters', () => {
  const routes = [
    { method: 'GET', path: '/a/:id' },
    { method: 'PUT', path: '/a/:id/b' },
  ];
  assert.deepEqual(matchRoute(routes, 'PUT', '/a/7/b')?.params, { id: '7' });
  assert.equal(matchRoute(routes, 'GET', '/a/7/b'), null);
});

test('unknown routes and broken bodies are told apart from our own mistakes', async (t) => {
  const shop = await openShop(t);
  assert.equal((await shop.call('GET', '/nowhere')).status, 404);
  assert.equal((await shop.call('POST', '/users', { body: [] })).status, 400);
  assert.deepEqual(shop.errors, []);
});
