import { register } from './users.js';

/** Every route: `open` ones need no signed-in user. */
export const routes = [
  { method: 'GET', path: '/health', open: true, summary: 'Says that the shop is up.', answer: () => ({ ok: true }) },
  {
    method: 'POST',
    path: '/users',
    open: true,
    status: 201,
    summary: 'Registers a person.',
    answer: ({ store, body }) => register(store, body),
  },
];
