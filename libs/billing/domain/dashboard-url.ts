/** Stripe's pages by the beginning of an object's id. */
const PAGES: Readonly<Record<string, string>> = {
  cus: 'customers',
  sub: 'subscriptions',
  in: 'invoices',
  evt: 'events',
  ch: 'payments',
  pi: 'payments',
  dp: 'disputes',
  du: 'disputes',
  price: 'prices',
};

/**
 * The page of an object in Stripe's Dashboard; null for what has none, and when Stripe is a stand-in without one.
 * `secretKey` only tells whether it is about real money.
 */
export function dashboardUrl(
  stripe: { apiUrl: string; secretKey: { reveal(): string } },
  id: string | null,
): string | null {
  if (id === null || new URL(stripe.apiUrl).hostname !== 'api.stripe.com') return null;
  const page = PAGES[id.slice(0, Math.max(0, id.indexOf('_')))];
  if (page === undefined) return null;
  const live = /^[rs]k_live_/.test(stripe.secretKey.reveal());
  return `https://dashboard.stripe.com/${live ? '' : 'test/'}${page}/${encodeURIComponent(id)}`;
}
