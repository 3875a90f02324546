import { Customer } from './support/customer.js';
import { passUntil } from './support/time.js';
import { eventually, itWithControls, vendors } from './support/world.js';

const PHONE = '+4915112345678';
const PNG = /^data:image\/png;base64,[\w+/=]+$/;

interface Login {
  state: string;
  qr: string | null;
}

async function subscribed(card?: string): Promise<Customer> {
  const customer = await Customer.register();
  const { sessionId, url } = await customer.checkout('pro');
  await customer.pay(url, card);
  await eventually(async () => {
    const { body } = await customer.call('get', `/api/checkout/${sessionId}`).expect(200);
    return body.status === 'active';
  }, 'the subscription becoming active');
  return customer;
}

async function withAgent(card?: string): Promise<Customer> {
  const customer = await subscribed(card);
  await customer.connectKey();
  await customer.provision();
  return customer;
}

/** Chooses WhatsApp. @returns the channel's id. */
async function chooseWhatsApp(customer: Customer): Promise<string> {
  const { body } = await customer.call('post', '/api/user/channels').send({ kind: 'whatsapp' }).expect(201);
  expect(body).toMatchObject({ kind: 'whatsapp', status: 'connecting' });
  return body.id;
}

const loginOf = (id: string) => `/api/user/channels/${id}/login`;

/** Asks for a code until the agent has heard of the channel and shows one. */
async function beginLogin(customer: Customer, id: string): Promise<Login> {
  return eventually(async () => {
    const { body } = await customer.call('post', loginOf(id)).expect(200);
    return (body as Login).state === 'waking' ? undefined : (body as Login);
  }, 'a code to scan');
}

async function channel(customer: Customer, id: string): Promise<Record<string, unknown> | undefined> {
  const { body } = await customer.call('get', '/api/user/channels').expect(200);
  return (body.channels as Record<string, unknown>[]).find((it) => it['id'] === id);
}

async function flyMachine(customer: Customer): Promise<string> {
  const support = await Customer.staff('support');
  const { body } = await support.call('get', `/api/admin/customers/${customer.id}`).expect(200);
  return body.machine.machineId;
}

/** Plays the customer's phone. */
async function phone(machineId: string, act: object): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${vendors.fly}/_sandbox/fly/machines/${machineId}/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(act),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('WhatsApp', () => {
  it('shows a code, is linked by scanning it, and stays linked over a restart', async () => {
    const customer = await withAgent();
    const id = await chooseWhatsApp(customer);
    const machineId = await flyMachine(customer);
    expect((await phone(machineId, { scan: true })).status).toBe(400);

    const shown = await beginLogin(customer, id);
    expect(shown).toEqual({ state: 'scan', qr: expect.stringMatching(PNG) });
    // Asking again, for the code or how it stands, shows the same one.
    expect(await beginLogin(customer, id)).toEqual(shown);
    expect((await customer.call('get', loginOf(id)).expect(200)).body).toEqual(shown);
    expect(await channel(customer, id)).toMatchObject({ status: 'connecting' });

    expect(await phone(machineId, { scan: true, as: PHONE })).toEqual({
      status: 200,
      body: { id: machineId, linked: true, as: PHONE },
    });
    const linked = { state: 'linked', qr: null };
    expect((await customer.call('get', loginOf(id)).expect(200)).body).toEqual(linked);
    expect(await channel(customer, id)).toMatchObject({ status: 'active', observed: 'working' });

    await customer.call('post', '/api/user/machine/restart').expect(202);
    // The gateway itself is asked, and does not take a link apart that works.
    expect(await beginLogin(customer, id)).toEqual(linked);
    expect(await channel(customer, id)).toMatchObject({ status: 'active' });
  });

  it('shows a new code after the phone has thrown the agent out', async () => {
    const customer = await withAgent();
    const id = await chooseWhatsApp(customer);
    const machineId = await flyMachine(customer);
    const first = await beginLogin(customer, id);
    await phone(machineId, { scan: true });
    await customer.call('get', loginOf(id)).expect(200);
    expect((await phone(machineId, { logout: true })).body).toMatchObject({ linked: false });
    const second = await beginLogin(customer, id);
    expect(second).toEqual({ state: 'scan', qr: expect.stringMatching(PNG) });
    expect(second.qr).not.toBe(first.qr);
  });

  it('is nobody else’s', async () => {
    const [owner, stranger] = [await subscribed(), await subscribed()];
    const id = await chooseWhatsApp(owner);
    for (const method of ['post', 'get'] as const) {
      const { body } = await stranger.call(method, loginOf(id)).expect(404);
      expect(body).toMatchObject({ errorCode: 'channel_not_found' });
    }
  });

  itWithControls(
    'is refused while the agent stands still for want of payment',
    async () => {
      const customer = await withAgent('4000000000000341');
      const id = await chooseWhatsApp(customer);
      await beginLogin(customer, id);
      await passUntil(String((await customer.subscription())['currentPeriodEnd']));
      await customer.signInAgain();
      const late = await customer.untilSubscription({ service: 'payment_late' }, 'the failed renewal');
      await passUntil(String(late['suspendsAt']), 3600);
      await customer.signInAgain();
      await eventually(async () => {
        const { body } = await customer.call('get', '/api/user/machine').expect(200);
        return body.suspended === 'payment' && body.state === 'asleep';
      }, 'the machine standing still');
      const refused = await customer.call('post', loginOf(id)).expect(402);
      expect(refused.body).toMatchObject({ errorCode: 'payment_overdue', link: '/settings/billing' });
      expect((await customer.call('get', loginOf(id)).expect(200)).body).toEqual({
        state: 'ended',
        qr: null,
      });
      expect((await phone(await flyMachine(customer), { scan: true })).status).toBe(400);
    },
    90_000,
  );
});
