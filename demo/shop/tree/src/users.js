import { HttpError } from './http.js';

export function userOf(store, userId) {
  const user = store.users.get(userId);
  if (!user) throw new HttpError(401, 'not_signed_in', 'Sign in first.');
  return user;
}

export function register(store, { name }) {
  if (typeof name !== 'string' || name.trim() === '' || name.length > 100) {
    throw new HttpError(422, 'invalid_name', 'A name of 1 to 100 characters is needed.');
  }
  const user = { id: store.nextId('user'), name: name.trim(), addresses: [] };
  store.users.set(user.id, user);
  return user;
}
