import { expect } from '@jest/globals';
import type { Person } from './person.js';
import type { Truth } from './truth.js';

const MAILS = [
  'Please verify your e-mail address',
  'Welcome to Automna',
  'Your AI agent is ready',
  'Your Pro plan is active',
];

/** What must be there once for a customer who went the whole way, whatever happened to our processes meanwhile. */
export async function expectOneOfEach(truth: Truth, person: Person): Promise<void> {
  const [detail, stripe, fly, mails] = await Promise.all([
    truth.detail(person.id),
    truth.atStripe(person.email),
    truth.atFly(),
    person.mails(),
  ]);
  const { appName } = detail.machine;
  const app = fly.apps.find(({ name }) => name === appName);
  const machines = fly.machines.filter((machine) => machine.app === appName);
  const volumes = fly.volumes.filter((volume) => volume.app === appName);
  const times = (kind: string) => detail.timeline.filter((entry) => entry.kind === kind).length;

  expect({
    step: person.step,
    customersAtStripe: stripe.customers.map(({ id }) => id),
    subscriptions: stripe.subscriptions.map(({ id, status }) => ({ id, status })),
    invoices: stripe.invoices.map(({ status, amount_paid }) => ({ status, amount_paid })),
    ips: app?.ips.map(({ shared }) => shared === true).sort(),
    machines: machines.map(({ id, state }) => ({ id, state })),
    volumes: volumes.map(({ id, machineId }) => ({ id, machineId })),
    keyIsAtFly: app?.secrets.includes('ANTHROPIC_API_KEY'),
    delivery: detail.key.delivery,
    channels: detail.channels.map(({ kind, status }) => ({ kind, status })),
    mails: mails.map(({ subject }) => subject).sort(),
    activated: times('billing.subscription_activated'),
  }).toEqual({
    step: 'done',
    customersAtStripe: [detail.subscription.stripeCustomerId],
    subscriptions: [{ id: detail.subscription.stripeSubscriptionId, status: 'active' }],
    invoices: [{ status: 'paid', amount_paid: 3000 }],
    ips: [false, true],
    machines: [{ id: detail.machine.machineId, state: 'started' }],
    volumes: [{ id: detail.machine.volumeId, machineId: detail.machine.machineId }],
    keyIsAtFly: true,
    delivery: 'delivered',
    channels: [{ kind: 'web', status: 'active' }],
    mails: MAILS,
    activated: 1,
  });
}
