import { discountCents } from './discounts.js';
import { shippingCents } from './shipping.js';
import { vatCents } from './tax.js';

/** The goods alone: what the cart page shows before anyone says where to deliver. */
export function goodsPrice(lines, discount) {
  const subtotalCents = lines.reduce((total, line) => total + line.priceCents * line.quantity, 0);
  const savedCents = discountCents(discount, lines);
  return { subtotalCents, savedCents, goodsCents: subtotalCents - savedCents };
}

/** The whole price for a country of delivery. VAT is on goods and shipping. */
export function fullPrice({ lines, discount, country }) {
  const goods = goodsPrice(lines, discount);
  const grams = lines.reduce((total, line) => total + line.grams * line.quantity, 0);
  const shipping = shippingCents({ country, grams, goodsCents: goods.goodsCents });
  const vat = vatCents(country, goods.goodsCents + shipping);
  return { ...goods, shippingCents: shipping, vatCents: vat, totalCents: goods.goodsCents + shipping + vat };
}
