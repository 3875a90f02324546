import type { Drift } from './drift-kinds.js';
import { at } from './event-subject.js';

/** A row of ours that Stripe neither lists nor knows. */
export function subscriptionGone(row: {
  userId: string;
  stripeSubscriptionId: string;
  status: string;
  plan: string | null;
}): Drift {
  const { userId, stripeSubscriptionId: id, status, plan } = row;
  return {
    kind: 'subscription_gone',
    sentence: `Subscription ${id} is ${status} here and unknown at Stripe: see whether this is the right Stripe account; nothing is ended by guessing`,
    userId,
    stripeId: id,
    ours: { status, plan },
    theirs: null,
    repair: 'person',
  };
}

/** `deleted`: Stripe remembers it as deleted, which ends its subscriptions; otherwise it never heard of it. */
export function customerGone(userId: string, id: string, deleted: boolean): Drift {
  return {
    kind: 'customer_gone',
    sentence: deleted
      ? `Customer ${id} was deleted at Stripe`
      : `Customer ${id} is unknown at Stripe: see whether this is the right Stripe account`,
    userId,
    stripeId: id,
    ours: { deleted: false },
    theirs: deleted ? { deleted } : null,
    repair: deleted ? 're-read' : 'person',
  };
}

/** `userId`: the customer it is about, when it is one of ours. */
export function eventMissing(
  event: { id: string; type: string; created: number; data: { object: unknown } },
  userId: string | null,
): Drift {
  const object = at(event.data.object, 'id');
  return {
    kind: 'event_missing',
    sentence: `Event ${event.id} (${event.type}) never arrived here`,
    userId,
    stripeId: event.id,
    ours: null,
    theirs: {
      type: event.type,
      object: typeof object === 'string' ? object : null,
      created: new Date(event.created * 1000).toISOString(),
    },
    repair: 'take-in-event',
  };
}

/** `sentence` is what the command that repairs it would do. */
export function catalogueDrift(sentence: string): Drift {
  return {
    kind: 'catalogue_drift',
    sentence: `Stripe does not offer the catalogue as it is: run "stripe sync-catalogue", which would: ${sentence}`,
    userId: null,
    stripeId: null,
    ours: null,
    theirs: null,
    repair: 'person',
  };
}
