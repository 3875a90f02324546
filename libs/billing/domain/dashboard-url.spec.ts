import { describe, expect, it } from '@jest/globals';
import { dashboardUrl } from './dashboard-url.js';

describe('dashboardUrl', () => {
  const at = (apiUrl: string, key: string) => ({ apiUrl, secretKey: { reveal: () => key } });
  const real = at('https://api.stripe.com', 'sk_live_1');

  it.each([
    ['cus_1', 'https://dashboard.stripe.com/customers/cus_1'],
    ['in_1', 'https://dashboard.stripe.com/invoices/in_1'],
    ['evt_1', 'https://dashboard.stripe.com/events/evt_1'],
    ['what_1', null],
    ['', null],
    [null, null],
  ])('%s is at %s', (id, url) => {
    expect(dashboardUrl(real, id)).toBe(url);
  });

  it('goes to the test data with a test key, and nowhere from a stand-in', () => {
    expect(dashboardUrl(at('https://api.stripe.com', 'sk_test_1'), 'sub_1')).toContain(
      '/test/subscriptions/',
    );
    expect(dashboardUrl(at('http://127.0.0.1:4010', 'sk_test_1'), 'sub_1')).toBeNull();
  });
});
