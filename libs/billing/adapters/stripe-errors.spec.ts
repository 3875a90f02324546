import { describe, expect, it } from '@jest/globals';
import { LeaseBusyError, RetryLater } from '@automna/core';
import Stripe from 'stripe';
import { BillingError } from '../billing.errors.js';
import { connectionError, stripeError } from '../testing/fake-errors.js';
import { forJob, forPeople, isMissing, isPassing } from './stripe-errors.js';

const PASSING = [connectionError(), stripeError(429), stripeError(409), stripeError(500), stripeError(503)];
const LOCKED_OUT = [stripeError(401), stripeError(403)];
const LASTING = [stripeError(400), stripeError(404), stripeError(400, { type: 'idempotency_error' })];

describe('Errors of Stripe', () => {
  it('pass by themselves or do not', () => {
    expect(PASSING.map(isPassing)).toEqual(PASSING.map(() => true));
    expect([...LASTING, new Error('x')].map(isPassing)).toEqual([false, false, false, false]);
  });

  it('are one 503 for people, with the cause kept for the log and not shown', () => {
    for (const error of [...PASSING, ...LASTING, ...LOCKED_OUT]) {
      const shown = forPeople(error) as BillingError;
      expect(shown).toBeInstanceOf(BillingError);
      expect(shown).toMatchObject({ errorCode: 'billing_unavailable', spec: { status: 503 }, cause: error });
      expect(shown.detail).not.toContain('scripted');
    }
  });

  it('wait in jobs when they pass, and count when they last', () => {
    for (const error of PASSING) expect(forJob(error)).toBeInstanceOf(RetryLater);
    for (const error of LASTING) expect(forJob(error)).toBe(error);
  });

  it('wait in jobs until our key is put right: the work is not to blame for it', () => {
    for (const error of LOCKED_OUT) {
      expect(forJob(error)).toMatchObject({ name: 'RetryLater', delayMs: 300_000 });
    }
  });

  it('are no alarm when they pass, and one when they last', () => {
    for (const error of PASSING) expect(forPeople(error)).toMatchObject({ severity: 'warn' });
    for (const error of [...LASTING, ...LOCKED_OUT])
      expect(forPeople(error)).toMatchObject({ severity: 'error' });
  });

  it('leave other errors alone', () => {
    const bug = new Error('a bug');
    expect([forPeople(bug), forJob(bug)]).toEqual([bug, bug]);
  });

  it('treat a busy lease as "in a moment"', () => {
    expect(forPeople(new LeaseBusyError('x'))).toMatchObject({ errorCode: 'checkout_in_progress' });
    expect(forJob(new LeaseBusyError('x'))).toBeInstanceOf(RetryLater);
  });

  it('say which object is missing', () => {
    const error = stripeError(400, { code: 'resource_missing', param: 'customer' });
    expect([isMissing(error), isMissing(error, 'customer'), isMissing(error, 'price')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isMissing(stripeError(400))).toBe(false);
    expect(error).toBeInstanceOf(Stripe.errors.StripeError);
  });
});
