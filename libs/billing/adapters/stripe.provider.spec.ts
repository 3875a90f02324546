import { describe, expect, it } from '@jest/globals';
import { testConfig } from '@automna/core';
import { createStripe } from './stripe.provider.js';

const client = (STRIPE_API_URL: string) => createStripe(testConfig({ STRIPE_API_URL }).stripe);
const address = (url: string) => {
  const stripe = client(url);
  return ['protocol', 'host', 'port'].map((name) => stripe.getApiField(name as 'host'));
};

describe('The Stripe client', () => {
  it.each([
    ['https://api.stripe.com', ['https', 'api.stripe.com', 443]],
    ['http://127.0.0.1:4010', ['http', '127.0.0.1', 4010]],
    ['http://stripe.internal', ['http', 'stripe.internal', 80]],
    ['https://[::1]:8443', ['https', '::1', 8443]],
  ])('talks to %s', (url, expected) => {
    expect(address(url)).toEqual(expected);
  });

  it('names the pinned API version, gives up after 8 s and retries twice', () => {
    const stripe = client('https://api.stripe.com');
    expect(stripe.getApiField('version')).toBe('2026-10-28.endive');
    expect(stripe.getApiField('timeout')).toBe(8_000);
    expect(stripe.getMaxNetworkRetries()).toBe(2);
  });
});
