import { productOf } from './catalog.js';
import { HttpError } from './http.js';

const MOST_PER_PRODUCT = 20;

export function cartOf(store, userId) {
  return store.carts.get(userId) ?? { items: [], code: null };
}

/** The cart's items with the product's current name, price and weight. */
export function linesOf(store, cart) {
  return cart.items.map(({ productId, quantity }) => {
    const { name, category, priceCents, grams } = productOf(store, productId);
    return { productId, name, category, priceCents, grams, quantity };
  });
}

/** Sets how many of a product are in the cart; 0 takes it out. */
export function setItem(store, userId, productId, quantity) {
  const product = productOf(store, productId);
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > MOST_PER_PRODUCT) {
    throw new HttpError(422, 'invalid_quantity', `The quantity must be a whole number from 0 to ${MOST_PER_PRODUCT}.`);
  }
  if (quantity > product.stock) {
    throw new HttpError(409, 'out_of_stock', `Only ${product.stock} of ${product.name} are left.`);
  }
  const cart = cartOf(store, userId);
  const others = cart.items.filter((item) => item.productId !== productId);
  const items = quantity === 0 ? others : [...others, { productId, quantity }];
  store.carts.set(userId, { ...cart, items });
  return store.carts.get(userId);
}

export function applyCode(store, userId, code) {
  if (code !== null && !store.discounts.has(code)) {
    throw new HttpError(422, 'unknown_code', 'This discount code does not exist.');
  }
  store.carts.set(userId, { ...cartOf(store, userId), code });
  return store.carts.get(userId);
}

export function emptyCart(store, userId) {
  store.carts.delete(userId);
}
