import { HttpError } from './http.js';

/** Cents for the first kilogram and for each further one, by zone. */
const ZONES = {
  home: { firstCents: 490, furtherCents: 100, countries: ['DE'] },
  union: { firstCents: 990, furtherCents: 250, countries: ['AT', 'BE', 'DK', 'ES', 'FR', 'IT', 'NL', 'PL', 'PT', 'SE'] },
  europe: { firstCents: 1690, furtherCents: 450, countries: ['CH', 'GB', 'NO'] },
};

const FREE_FROM_CENTS = 10_000;

export function zoneOf(country) {
  const zone = Object.keys(ZONES).find((name) => ZONES[name].countries.includes(country));
  if (!zone) throw new HttpError(422, 'no_delivery', `We do not deliver to ${country} yet.`);
  return zone;
}

/** Free inside the home zone from 100 EUR of goods. */
export function shippingCents({ country, grams, goodsCents }) {
  const zone = zoneOf(country);
  if (zone === 'home' && goodsCents >= FREE_FROM_CENTS) return 0;
  const { firstCents, furtherCents } = ZONES[zone];
  const furtherKilograms = Math.max(0, Math.ceil(grams / 1000) - 1);
  return firstCents + furtherKilograms * furtherCents;
}
