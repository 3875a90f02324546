import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { NoPause } from '../testing/bench.js';
import { connectionError, stripeError } from '../testing/fake-errors.js';
import { StripeGateway } from './stripe-gateway.js';

Logger.overrideLogger(false);

describe('StripeGateway', () => {
  const client = { client: true } as unknown as Stripe;
  const gateway = () => {
    const pause = new NoPause();
    return { pause, stripe: new StripeGateway(client, pause) };
  };
  const failing = (times: number, error: () => Error) => {
    let left = times;
    return jest.fn(async (_stripe: Stripe) => {
      if (left > 0) {
        left -= 1;
        throw error();
      }
      return 'answer';
    });
  };

  it('hands the client to the request', async () => {
    const request = failing(0, Error);
    expect(await gateway().stripe.call(request)).toBe('answer');
    expect(request).toHaveBeenCalledWith(client);
  });

  it('waits ever longer when told to slow down', async () => {
    const { pause, stripe } = gateway();
    expect(await stripe.call(failing(3, () => stripeError(429)))).toBe('answer');
    expect(pause.waits).toEqual([500, 1000, 2000]);
  });

  it('gives up after four attempts with the error of Stripe', async () => {
    const request = failing(9, () => stripeError(429));
    await expect(gateway().stripe.call(request)).rejects.toMatchObject({ statusCode: 429 });
    expect(request).toHaveBeenCalledTimes(4);
  });

  it.each([
    ['3', 3000],
    ['0', 0],
    ['3600', 8000],
    ['soon', 500],
  ])('obeys Retry-After: %s', async (header, ms) => {
    const { pause, stripe } = gateway();
    await stripe.call(failing(1, () => stripeError(429, { headers: { 'retry-after': header } })));
    expect(pause.waits).toEqual([ms]);
  });

  it.each([connectionError(), stripeError(400), stripeError(500), new Error('a bug')])(
    'leaves the rest to the SDK and the caller: %s',
    async (error) => {
      const request = failing(1, () => error);
      await expect(gateway().stripe.call(request)).rejects.toBe(error);
      expect(request).toHaveBeenCalledTimes(1);
    },
  );
});
