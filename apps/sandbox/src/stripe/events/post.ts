import type { Attempt, Delivery } from './delivery.js';
import { signatureHeader } from './signature.js';

const ANSWER_WITHIN_MS = 10_000;
/** Well past the five minutes a receiver allows. */
const OLD_SECONDS = 3600;

function signed({ payload, secret, signature }: Delivery, timestamp: number): string {
  if (signature === 'wrong') return signatureHeader(payload, `${secret}_wrong`, timestamp);
  return signatureHeader(payload, secret, signature === 'old' ? timestamp - OLD_SECONDS : timestamp);
}

/** Hands a webhook over once; never throws. */
export async function post(delivery: Delivery, timestamp: number, at: string): Promise<Attempt> {
  try {
    const answer = await fetch(delivery.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signed(delivery, timestamp),
      },
      body: delivery.payload,
    });
    return { at, status: answer.status, error: null, body: (await answer.text()).slice(0, 500) };
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { at, status: null, error: cause, body: null };
  }
}
