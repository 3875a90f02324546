import Stripe from 'stripe';
import type { Stack } from '../../support/stack.js';
import { sandbox } from '../../support/sandbox-control.js';
import { Person } from './person.js';

interface FlyState {
  apps: { name: string; ips: { ip: string; shared?: boolean }[]; secrets: string[] }[];
  machines: { id: string; app: string; state: string }[];
  volumes: { id: string; app: string; state: string; machineId: string | null }[];
}

/** What our own console says of a customer. */
export interface CustomerDetail {
  subscription: { status: string; live: boolean; stripeSubscriptionId: string; stripeCustomerId: string };
  key: { delivery: string; verdict: string };
  machine: { state: string; appName: string; machineId: string; volumeId: string };
  channels: { kind: string; status: string }[];
  timeline: { kind: string; title: string }[];
}

export interface Overview {
  jobs: { pending: number; running: number; dead: number };
  stripeEvents: { pending: number; failed: number };
}

/** What is there in the end, asked of the vendors and of the console. */
export class Truth {
  private readonly stripe: Stripe;
  private readonly admin: Person;

  constructor(
    private readonly stack: Stack,
    api: () => string = () => stack.url,
  ) {
    const { hostname, port } = new URL(stack.vendors.stripe);
    this.stripe = new Stripe('sk_test_sandbox', { host: hostname, port: Number(port), protocol: 'http' });
    this.admin = new Person({ api, mailUrl: stack.vendors.mail });
  }

  async signIn(): Promise<void> {
    await this.admin.signInAs('admin@automna.test', 'automna-demo-admin');
  }

  overview(): Promise<Overview> {
    return this.admin.expect('GET', '/api/admin/overview', 200) as unknown as Promise<Overview>;
  }

  detail(userId: string): Promise<CustomerDetail> {
    return this.admin.expect(
      'GET',
      `/api/admin/customers/${userId}`,
      200,
    ) as unknown as Promise<CustomerDetail>;
  }

  /** All a person has at Stripe. */
  async atStripe(email: string) {
    const { data: customers } = await this.stripe.customers.list({ email, limit: 100 });
    const each = customers.map(async ({ id: customer }) => ({
      subscriptions: (await this.stripe.subscriptions.list({ customer, status: 'all', limit: 100 })).data,
      invoices: (await this.stripe.invoices.list({ customer, limit: 100 })).data,
    }));
    const owned = await Promise.all(each);
    return {
      customers,
      subscriptions: owned.flatMap(({ subscriptions }) => subscriptions),
      invoices: owned.flatMap(({ invoices }) => invoices),
    };
  }

  /** Everything there is at Fly; what was destroyed is left out. */
  async atFly(): Promise<FlyState> {
    const { apps, machines, volumes } = (await sandbox.state(this.stack.vendors.fly)) as FlyState;
    const there = ({ state }: { state: string }) => !state.includes('destroy');
    return { apps, machines: machines.filter(there), volumes: volumes.filter(there) };
  }
}
