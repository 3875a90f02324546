/**
 * An exact amount as it is charged: `$4.83`, `$20.00`, `−$5.17`. `cents` is the smallest unit of the currency, as
 * Stripe counts. Prices of the catalogue are shown by `dollars`, without zeros nobody needs.
 */
export function money(cents: number, currency = 'usd'): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = format.format(Math.abs(cents) / 10 ** digits);
  return cents < 0 ? `−${text}` : text;
}
