import { addAddress, makeDefault, removeAddress } from './addresses.js';
import { applyCode, cartOf, linesOf, setItem } from './cart.js';
import { listProducts, productOf } from './catalog.js';
import { checkout, previewCheckout } from './checkout.js';
import { orderOf, ordersOf } from './orders.js';
import { goodsPrice } from './pricing.js';
import { register } from './users.js';

function cartView(store, cart) {
  const lines = linesOf(store, cart);
  return { lines, code: cart.code, price: goodsPrice(lines, store.discounts.get(cart.code)) };
}

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
  {
    method: 'GET',
    path: '/cart',
    summary: 'The cart with the price of the goods.',
    answer: ({ store, user }) => cartView(store, cartOf(store, user.id)),
  },
  {
    method: 'PUT',
    path: '/cart/items/:id',
    summary: 'Sets how many of a product are in the cart (`quantity`); 0 takes it out.',
    answer: ({ store, user, params, body }) => cartView(store, setItem(store, user.id, params.id, body.quantity)),
  },
  {
    method: 'PUT',
    path: '/cart/code',
    summary: 'Sets the discount code (`code`), or clears it with null.',
    answer: ({ store, user, body }) => cartView(store, applyCode(store, user.id, body.code ?? null)),
  },
  { method: 'GET', path: '/addresses', summary: 'Saved addresses.', answer: ({ user }) => ({ addresses: user.addresses }) },
  {
    method: 'POST',
    path: '/addresses',
    status: 201,
    summary: 'Saves an address; the first one becomes the default.',
    answer: ({ store, user, body }) => addAddress(store, user, body),
  },
  {
    method: 'PUT',
    path: '/addresses/:id/default',
    summary: 'Makes an address the default.',
    answer: ({ user, params }) => makeDefault(user, params.id),
  },
  {
    method: 'DELETE',
    path: '/addresses/:id',
    summary: 'Removes an address.',
    answer: ({ user, params }) => {
      removeAddress(user, params.id);
      return { addresses: user.addresses };
    },
  },
  {
    method: 'POST',
    path: '/checkout/preview',
    summary: 'The whole price for `addressId`. Buys nothing.',
    answer: ({ store, user, body }) => previewCheckout(store, user, body),
  },
  {
    method: 'POST',
    path: '/checkout',
    status: 201,
    summary: 'Turns the cart into an order for `addressId`.',
    answer: ({ store, user, body }) => checkout(store, user, body),
  },
  { method: 'GET', path: '/orders', summary: 'Orders of the person.', answer: ({ store, user }) => ({ orders: ordersOf(store, user.id) }) },
  { method: 'GET', path: '/orders/:id', summary: 'One order.', answer: ({ store, user, params }) => orderOf(store, user.id, params.id) },
];
