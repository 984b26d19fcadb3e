import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from '../testing/shop.js';

const LISBON = { name: 'Ana Duarte', street: 'Rua Augusta 1', city: 'Lisboa', postcode: '1100-048', country: 'PT' };

test('the first saved address becomes the default', async (t) => {
  const shop = await openShop(t);
  const { body: user } = await shop.call('POST', '/users', { body: { name: 'Carla' } });
  const first = await shop.call('POST', '/addresses', { as: user.id, body: LISBON });
  const second = await shop.call('POST', '/addresses', { as: user.id, body: { ...LISBON, street: 'Rua Augusta 2' } });
  assert.deepEqual([first.status, first.body.isDefault, second.body.isDefault], [201, true, false]);
});

test('exactly one address is the default', async (t) => {
  const shop = await openShop(t);
  await shop.call('PUT', '/addresses/addr-1/default', { as: 'ana' });
  const { body } = await shop.call('GET', '/addresses', { as: 'ana' });
  assert.deepEqual(
    body.addresses.map(({ id, isDefault }) => [id, isDefault]),
    [
      ['addr-1', true],
      ['addr-2', false],
    ],
  );
});

test('an address needs every field and a country that we deliver to', async (t) => {
  const shop = await openShop(t);
  for (const field of Object.keys(LISBON)) {
    const answer = await shop.call('POST', '/addresses', { as: 'ana', body: { ...LISBON, [field]: ' ' } });
    assert.deepEqual([answer.status, answer.body.error], [422, 'invalid_address'], field);
  }
  const farAway = await shop.call('POST', '/addresses', { as: 'ana', body: { ...LISBON, country: 'NZ' } });
  assert.equal(farAway.body.error, 'no_delivery');
});
