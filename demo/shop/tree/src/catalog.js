import { HttpError } from './http.js';

export function productOf(store, productId) {
  const product = store.products.get(productId);
  if (!product) throw new HttpError(404, 'unknown_product', `There is no product ${productId}.`);
  return product;
}

/** Products in name order, filtered by category and by words in the name. */
export function listProducts(store, { category, query } = {}) {
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return [...store.products.values()]
    .filter((product) => !category || product.category === category)
    .filter((product) => words.every((word) => product.name.toLowerCase().includes(word)))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
