import { readFileSync } from 'node:fs';

const SEED = new URL('../data/seed.json', import.meta.url);

/** Everything the shop knows, in memory. `now` and the ids can be fixed for tests. */
export function createStore({ seed = JSON.parse(readFileSync(SEED, 'utf8')), now = () => new Date() } = {}) {
  let lastId = 1000;
  return {
    products: new Map(seed.products.map((product) => [product.id, { ...product }])),
    users: new Map(seed.users.map((user) => [user.id, { ...user, addresses: user.addresses.map((address) => ({ ...address })) }])),
    discounts: new Map(seed.discounts.map((discount) => [discount.code, discount])),
    carts: new Map(),
    orders: new Map(),
    now,
    nextId(prefix) {
      lastId += 1;
      return `${prefix}-${lastId}`;
    },
  };
}
