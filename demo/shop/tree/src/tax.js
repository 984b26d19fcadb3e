import { percentOf } from './money.js';

/** Standard VAT by country of delivery; outside the union the recipient pays import tax instead. */
const VAT_PERCENT = { AT: 20, BE: 21, DE: 19, DK: 25, ES: 21, FR: 20, IT: 22, NL: 21, PL: 23, PT: 23, SE: 25 };

export function vatPercent(country) {
  return VAT_PERCENT[country] ?? 0;
}

export function vatCents(country, netCents) {
  return percentOf(netCents, vatPercent(country));
}
