import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench } from '../../testing/bench.js';

describe('Customers', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.addUser('usr_1');
  });
  afterEach(() => bench.close());

  it('makes one for ten requests at once', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => bench.customers.ensure('usr_1')));
    expect(new Set(ids).size).toBe(1);
    expect(bench.fake.customers.size).toBe(1);
  });

  it('finds the one it made before it died, within a day and after, whatever the e-mail is by now', async () => {
    bench.fake.fail('customers.create', new Error('killed'), { after: true });
    await expect(bench.customers.ensure('usr_1')).rejects.toThrow('killed');
    bench.emails.set('usr_1', 'changed@example.com');
    bench.clock.advance({ days: 3 });
    const id = await bench.customers.ensure('usr_1');
    expect([...bench.fake.customers.keys()]).toEqual([id]);
    expect(bench.fake.count('customers.create')).toBe(1);
  });

  it("does not take another user's customer with the same e-mail", async () => {
    await bench.addUser('usr_2');
    bench.emails.set('usr_1', 'same@example.com').set('usr_2', 'same@example.com');
    const theirs = await bench.customers.ensure('usr_2');
    bench.fake.fail('customers.create', new Error('killed'));
    await expect(bench.customers.ensure('usr_1')).rejects.toThrow('killed');
    expect(await bench.customers.ensure('usr_1')).not.toBe(theirs);
  });

  it('makes a new one after a deletion and still knows whose the old one was', async () => {
    const first = await bench.customers.ensure('usr_1');
    await bench.customers.markDeleted(first);
    const second = await bench.customers.ensure('usr_1');
    expect(second).not.toBe(first);
    expect(await bench.customers.userOf(first)).toBe('usr_1');
    expect(await bench.customers.stripeIdOf('usr_1')).toBe(second);
    expect((await bench.customers.allStripeIdsOf('usr_1')).sort()).toEqual([first, second].sort());
  });

  describe('The billing portal', () => {
    it('opens for a customer', async () => {
      const customer = await bench.customers.ensure('usr_1');
      expect(await bench.portal.open('usr_1')).toEqual({ url: `https://billing.stripe.test/${customer}` });
    });

    it('has nothing to show to somebody who never paid, or was deleted at Stripe', async () => {
      await expect(bench.portal.open('usr_1')).rejects.toMatchObject({ errorCode: 'no_billing_account' });
      bench.fake.customers.delete(await bench.customers.ensure('usr_1'));
      await expect(bench.portal.open('usr_1')).rejects.toMatchObject({ errorCode: 'no_billing_account' });
    });
  });
});
