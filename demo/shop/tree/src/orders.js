import { HttpError } from './http.js';

/** Takes the goods out of stock and keeps the order as it was agreed: later price changes do not touch it. */
export function createOrder(store, { userId, lines, address, price }) {
  for (const { productId, quantity, name } of lines) {
    if (store.products.get(productId).stock < quantity) throw new HttpError(409, 'out_of_stock', `${name} has just been sold out.`);
  }
  for (const { productId, quantity } of lines) store.products.get(productId).stock -= quantity;
  const order = { id: store.nextId('order'), userId, placedAt: store.now().toISOString(), lines, address: { ...address }, price };
  store.orders.set(order.id, order);
  return order;
}

export function ordersOf(store, userId) {
  return [...store.orders.values()].filter((order) => order.userId === userId);
}

export function orderOf(store, userId, orderId) {
  const order = store.orders.get(orderId);
  if (!order || order.userId !== userId) throw new HttpError(404, 'unknown_order', 'There is no such order.');
  return order;
}
