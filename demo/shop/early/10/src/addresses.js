import { HttpError } from './http.js';
import { zoneOf } from './shipping.js';

const FIELDS = ['name', 'street', 'city', 'postcode', 'country'];
const MOST_ADDRESSES = 10;

export function addAddress(store, user, input) {
  const address = { id: store.nextId('addr') };
  for (const field of FIELDS) {
    const value = typeof input[field] === 'string' ? input[field].trim() : '';
    if (value === '' || value.length > 200) throw new HttpError(422, 'invalid_address', `The address needs a ${field}.`);
    address[field] = value;
  }
  zoneOf(address.country);
  if (user.addresses.length >= MOST_ADDRESSES) throw new HttpError(409, 'too_many_addresses', `Keep at most ${MOST_ADDRESSES} addresses.`);
  address.isDefault = user.addresses.length === 0;
  user.addresses.push(address);
  return address;
}

export function makeDefault(user, addressId) {
  const chosen = addressOf(user, addressId);
  for (const address of user.addresses) address.isDefault = address === chosen;
  return chosen;
}

/** The next address in the list becomes the default when the default goes. */
export function removeAddress(user, addressId) {
  const gone = addressOf(user, addressId);
  user.addresses = user.addresses.filter((address) => address !== gone);
  if (gone.isDefault && user.addresses.length > 0) user.addresses[0].isDefault = true;
}

export function addressOf(user, addressId) {
  const address = user.addresses.find(({ id }) => id === addressId);
  if (!address) throw new HttpError(404, 'unknown_address', 'There is no such address.');
  return address;
}
