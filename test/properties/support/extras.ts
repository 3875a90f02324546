import { PLAN_NAMES, planOfLookupKey } from '@automna/contracts';
import type Stripe from 'stripe';

interface Mail {
  dedupeKey: string;
}

interface Announcement {
  name: string;
  payload: Record<string, unknown>;
}

/** Mails nothing at Stripe ever gave a reason for, or that were sent twice. */
export function extraMails(mails: readonly Mail[], history: readonly Stripe.Event[]): string[] {
  const reasons = reasonsIn(history);
  const keys = mails.map(({ dedupeKey }) => dedupeKey);
  return keys.filter((key, index) => !reasons.has(key) || keys.indexOf(key) !== index);
}

/** Announcements that tell others to act although nothing changed for them since the one before. */
export function extraGrants(announcements: readonly Announcement[]): Announcement[] {
  const told = announcements.filter(({ name }) => name === 'billing.subscription-changed');
  return told.filter((one, index) => {
    const before = told[index - 1];
    return before !== undefined && sameNews(before, one);
  });
}

function sameNews(a: Announcement, b: Announcement): boolean {
  const news = ({ payload }: Announcement) => JSON.stringify([payload['subscriptionId'], payload['after']]);
  return news(a) === news(b);
}

/** Every mail that has a reason in what happened, as the key under which it may be sent once. */
function reasonsIn(history: readonly Stripe.Event[]): Set<string> {
  const reasons = new Set<string>();
  for (const event of history) {
    if (event.type.startsWith('customer.subscription.')) {
      const subscription = event.data.object as Stripe.Subscription;
      const { id, status } = subscription;
      const plan = planOfLookupKey(subscription.items.data[0]?.price.lookup_key ?? '')?.name;
      if (PLAN_NAMES.some((name) => name === plan) && (status === 'active' || status === 'trialing'))
        reasons.add(`plan_active:${id}:${plan}`);
      if (status === 'canceled') reasons.add(`subscription_ended:${id}`);
    }
    if (event.type === 'invoice.payment_failed') {
      const { id } = event.data.object as Stripe.Invoice;
      for (const mail of [
        'payment_failed',
        'payment_action_required',
        'service_suspended',
        'service_restored',
      ])
        reasons.add(`${mail}:${id}`);
    }
  }
  return reasons;
}
