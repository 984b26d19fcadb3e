import { percentOf } from './money.js';

/** What a code takes off, in cents: nothing when the goods it counts for are below its minimum. */
export function discountCents(discount, lines) {
  if (!discount) return 0;
  const counted = lines.filter((line) => !discount.category || line.category === discount.category);
  const sum = counted.reduce((total, line) => total + line.priceCents * line.quantity, 0);
  return sum < discount.minimumCents ? 0 : percentOf(sum, discount.percent);
}
