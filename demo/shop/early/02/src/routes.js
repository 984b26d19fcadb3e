import { listProducts, productOf } from './catalog.js';
import { register } from './users.js';

/** Every route: `open` ones need no signed-in user. */
export const routes = [
  { method: 'GET', path: '/health', open: true, summary: 'Says that the shop is up.', answer: () => ({ ok: true }) },
  {
    method: 'GET',
    path: '/products',
    open: true,
    summary: 'Products in name order; `category` and `query` narrow the list.',
    answer: ({ store, query }) => ({ products: listProducts(store, query) }),
  },
  {
    method: 'GET',
    path: '/products/:id',
    open: true,
    summary: 'One product.',
    answer: ({ store, params }) => productOf(store, params.id),
  },
  {
    method: 'POST',
    path: '/users',
    open: true,
    status: 201,
    summary: 'Registers a person.',
    answer: ({ store, body }) => register(store, body),
  },
];
