import { addressOf } from './addresses.js';
import { cartOf, emptyCart, linesOf } from './cart.js';
import { HttpError } from './http.js';
import { createOrder } from './orders.js';
import { fullPrice } from './pricing.js';

/** What checkout would cost, without buying. */
export function previewCheckout(store, user, { addressId }) {
  const { lines, discount } = openCart(store, user);
  const address = addressOf(user, addressId);
  return fullPrice({ lines, discount, country: address.country });
}

/** Turns the cart into an order, delivered to the named address. */
export function checkout(store, user, { addressId }) {
  const { lines, discount } = openCart(store, user);
  const address = addressOf(user, addressId);
  const price = fullPrice({ lines, discount, country: address.country });
  const order = createOrder(store, { userId: user.id, lines, address, price });
  emptyCart(store, user.id);
  return order;
}

function openCart(store, user) {
  const cart = cartOf(store, user.id);
  if (cart.items.length === 0) throw new HttpError(409, 'cart_empty', 'Put something into the cart first.');
  return { lines: linesOf(store, cart), discount: store.discounts.get(cart.code) };
}
