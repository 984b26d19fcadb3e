import { productOf } from './catalog.js';

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
  productOf(store, productId);
  const cart = cartOf(store, userId);
  const others = cart.items.filter((item) => item.productId !== productId);
  const items = quantity === 0 ? others : [...others, { productId, quantity }];
  store.carts.set(userId, { ...cart, items });
  return store.carts.get(userId);
}

export function emptyCart(store, userId) {
  store.carts.delete(userId);
}
