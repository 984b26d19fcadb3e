/** Amounts are integer cents. Half a cent rounds up, as the tax office asks. */
export function percentOf(cents, percent) {
  return Math.round((cents * percent) / 100);
}

/** `129000` becomes `1,290.00 EUR`. */
export function formatCents(cents) {
  const whole = Math.trunc(Math.abs(cents) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = (Math.abs(cents) % 100).toString().padStart(2, '0');
  return `${cents < 0 ? '-' : ''}${whole}.${rest} EUR`;
}
