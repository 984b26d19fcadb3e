import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from '../testing/shop.js';

async function shopWithTeapot(t, as) {
  const shop = await openShop(t);
  await shop.call('PUT', '/cart/items/teapot', { as, body: { quantity: 1 } });
  return shop;
}

test('checkout delivers to the default address', async (t) => {
  const shop = await shopWithTeapot(t, 'ana');
  const { status, body: order } = await shop.call('POST', '/checkout', { as: 'ana' });
  assert.equal(status, 201);
  assert.equal(order.address.city, 'Berlin');
  assert.equal(order.price.totalCents, 7235);
  assert.equal(order.placedAt, '2026-05-04T10:00:00.000Z');
});

test('checkout delivers to the address that is named', async (t) => {
  const shop = await shopWithTeapot(t, 'ana');
  const unknown = await shop.call('POST', '/checkout', { as: 'ana', body: { addressId: 'addr-3' } });
  assert.deepEqual([unknown.status, unknown.body.error], [404, 'unknown_address']);
  const { body: order } = await shop.call('POST', '/checkout', { as: 'ana', body: { addressId: 'addr-1' } });
  assert.equal(order.address.city, 'Lisboa');
});

test('checkout empties the cart and takes from stock', async (t) => {
  const shop = await shopWithTeapot(t, 'bruno');
  await shop.call('POST', '/checkout', { as: 'bruno' });
  assert.deepEqual((await shop.call('GET', '/cart', { as: 'bruno' })).body.lines, []);
  assert.equal((await shop.call('GET', '/products/teapot')).body.stock, 11);
});

test('an empty cart cannot be bought', async (t) => {
  const shop = await openShop(t);
  const { status, body } = await shop.call('POST', '/checkout', { as: 'ana' });
  assert.deepEqual([status, body.error], [409, 'cart_empty']);
});

test('a preview shows the price and buys nothing', async (t) => {
  const shop = await shopWithTeapot(t, 'bruno');
  const preview = await shop.call('POST', '/checkout/preview', { as: 'bruno' });
  assert.deepEqual([preview.status, preview.body.shippingCents, preview.body.vatCents], [200, 2140, 0]);
  assert.equal((await shop.call('GET', '/orders', { as: 'bruno' })).body.orders.length, 0);
});

test('people see their own orders only', async (t) => {
  const shop = await shopWithTeapot(t, 'ana');
  const { body: order } = await shop.call('POST', '/checkout', { as: 'ana' });
  assert.equal((await shop.call('GET', `/orders/${order.id}`, { as: 'ana' })).status, 200);
  assert.equal((await shop.call('GET', `/orders/${order.id}`, { as: 'bruno' })).status, 404);
});
