import { Customer } from './support/customer.js';
import { eventually, itWithControls } from './support/world.js';

describe('the console', () => {
  it('finds a customer by e-mail and shows plan, key, machine and what happened', async () => {
    const customer = await Customer.register();
    await customer.subscribe('pro');
    await customer.connectKey();
    await customer.provision();
    const support = await Customer.staff('support');
    const { body: page } = await support
      .call('get', `/api/admin/customers?query=${encodeURIComponent(customer.email)}`)
      .expect(200);
    expect(page.items).toEqual([
      expect.objectContaining({
        id: customer.id,
        plan: 'pro',
        subscriptionStatus: 'active',
        keyVerdict: 'valid',
      }),
    ]);
    const detail = await eventually(async () => {
      const { body } = await support.call('get', `/api/admin/customers/${customer.id}`).expect(200);
      return body.key.delivery === 'delivered' ? body : undefined;
    }, 'delivery');
    expect(detail.subscription.stripeSubscriptionId).toMatch(/^sub_/);
    expect(detail.machine).toMatchObject({ state: 'ready', region: 'iad' });
    const kinds = detail.timeline.map((entry: { kind: string }) => entry.kind);
    expect(kinds).toEqual(expect.arrayContaining(['billing.subscription_activated', 'byok.key_saved']));
  });

  it('pages through customers without missing or repeating one', async () => {
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => Customer.register()));
    const support = await Customer.staff('support');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await support.call('get', `/api/admin/customers?limit=2${query}`).expect(200);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.map((customer) => customer.id)));
  });

  it('shows jobs, tasks and the overview', async () => {
    const admin = await Customer.staff('admin');
    const { body: overview } = await admin.call('get', '/api/admin/overview').expect(200);
    expect(overview.customers).toBeGreaterThan(0);
    const { body: jobs } = await admin.call('get', '/api/admin/jobs').expect(200);
    expect(jobs.tasks.map((task: { name: string }) => task.name)).toContain('byok.recheck-keys');
  });

  itWithControls('moves the clock for admins only, and usage windows move with it', async () => {
    const customer = await Customer.register();
    const support = await Customer.staff('support');
    await support.call('post', '/api/admin/clock').send({ advanceSeconds: 60 }).expect(403);
    const admin = await Customer.staff('admin');
    const { body: before } = await admin.call('get', '/api/admin/clock').expect(200);
    const { body: after } = await admin
      .call('post', '/api/admin/clock')
      .send({ advanceSeconds: 60 })
      .expect(200);
    expect(after.offsetSeconds).toBe(before.offsetSeconds + 60);
    const { body: usage } = await customer.call('get', '/api/user/usage').expect(200);
    expect(usage.services).toHaveLength(4);
  });
});
