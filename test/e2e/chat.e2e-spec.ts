import { createParser } from 'eventsource-parser';
import { Customer, GOOD_KEY } from './support/customer.js';
import { apiUrl, eventually, vendors } from './support/world.js';
import { sandbox } from '../support/sandbox-control.js';

afterEach(() => sandbox.clearFaults(vendors.fly));

const CHAT = '/_apps/:app/v1/chat/completions';

interface Heard {
  status: number;
  /** The answer of a request that failed before it began to stream. */
  problem: Record<string, unknown> | null;
  events: { event: string | undefined; data: Record<string, unknown> }[];
  text: string;
}

/** Says something to the agent and listens to the end. */
async function say(customer: Customer, text: string, signal?: AbortSignal): Promise<Heard> {
  const response = await fetch(`${apiUrl()}/api/user/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal,
  });
  const heard: Heard = { status: response.status, problem: null, events: [], text: '' };
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    return { ...heard, problem: (await response.json()) as Record<string, unknown> };
  }
  expect(response.headers.get('content-encoding')).toBeNull();
  const parser = createParser({
    onEvent: ({ event, data }) => heard.events.push({ event, data: JSON.parse(data) }),
  });
  parser.feed(await response.text());
  heard.text = heard.events.map(({ data }) => data['text'] ?? '').join('');
  return heard;
}

async function withAgent(options: { plan?: string; key?: string; web?: boolean } = {}): Promise<Customer> {
  const { plan = 'pro', key = GOOD_KEY(), web = true } = options;
  const customer = await Customer.register();
  await customer.subscribe(plan);
  await customer.connectKey(key);
  await customer.provision();
  if (web) await connectWeb(customer);
  return customer;
}

const connectWeb = (customer: Customer) =>
  customer.call('post', '/api/user/channels').send({ kind: 'web' }).expect(201);

const keyState = (key: string, state: string | null) =>
  fetch(`${vendors.anthropic}/_sandbox/anthropic/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, state }),
  });

async function machineOf(customer: Customer): Promise<{ machineId: string; appName: string }> {
  const support = await Customer.staff('support');
  const { body } = await support.call('get', `/api/admin/customers/${customer.id}`).expect(200);
  return body.machine;
}

describe('web chat', () => {
  it('streams the agent’s answer, piece by piece', async () => {
    const customer = await withAgent();
    const heard = await say(customer, 'What is the plan for today?');
    expect(heard).toMatchObject({ status: 200, problem: null });
    expect(heard.text).toContain('You asked: “What is the plan for today?”');
    expect(heard.events.length).toBeGreaterThan(3);
    expect(new Set(heard.events.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['delta']));
    expect(heard.events.at(-1)).toEqual({ event: 'done', data: {} });
    // The end of one answer is the moment for the next question.
    expect((await say(customer, 'Hello')).text).toContain('Hello!');
  });

  it('says what is missing on the way to an agent', async () => {
    const customer = await Customer.register();
    expect((await say(customer, 'Hello')).problem).toMatchObject({
      status: 409,
      errorCode: 'subscription_required',
    });
    await customer.subscribe('pro');
    expect((await say(customer, 'Hello')).problem).toMatchObject({
      status: 409,
      errorCode: 'channel_required',
      detail: expect.stringContaining('Connect the Web chat channel'),
    });
    await connectWeb(customer);
    expect((await say(customer, 'Hello')).problem).toMatchObject({
      status: 404,
      errorCode: 'machine_not_found',
    });
  });

  it('is closed again when the channel is removed', async () => {
    const customer = await withAgent({ web: false });
    const { body: channel } = await connectWeb(customer);
    expect((await say(customer, 'Hello')).status).toBe(200);
    await customer.call('delete', `/api/user/channels/${channel.id}`).expect(204);
    expect((await say(customer, 'Hello')).problem).toMatchObject({ errorCode: 'channel_required' });
  });

  it('answers one message at a time, and the next one once the first is stopped', async () => {
    const customer = await withAgent();
    await sandbox.fault(vendors.fly, { route: CHAT, times: 1, fault: { delayMs: 20_000 } });
    const stop = new AbortController();
    const first = say(customer, 'Tell me a very long story', stop.signal).catch((error: Error) => error.name);
    await eventually(async () => {
      const faults = await fetch(`${vendors.fly}/_sandbox/faults`);
      const { data } = (await faults.json()) as { data: { hits: number }[] };
      return data[0]?.hits === 1;
    }, 'the first message reaching the agent');
    expect((await say(customer, 'And another')).problem).toMatchObject({
      status: 429,
      errorCode: 'too_many_requests',
      detail: expect.stringContaining('stop it'),
    });
    stop.abort();
    expect(await first).toBe('AbortError');
    expect((await say(customer, 'Hello')).text).toContain('Hello!');
  });

  it('says that Anthropic refuses the key, and where to change it', async () => {
    const key = GOOD_KEY();
    const customer = await withAgent({ key });
    await keyState(key, 'revoked');
    const { problem } = await say(customer, 'Hello');
    expect(problem).toMatchObject({ status: 409, errorCode: 'agent_key_refused', link: '/settings/key' });
    expect(JSON.stringify(problem)).not.toContain(key.slice(-8));
    await keyState(key, 'nocredit');
    expect((await say(customer, 'Hello')).problem).toMatchObject({ errorCode: 'agent_cannot_pay' });
    await keyState(key, 'overloaded');
    expect((await say(customer, 'Hello')).problem).toMatchObject({ errorCode: 'agent_provider_busy' });
    await keyState(key, null);
    expect((await say(customer, 'Hello')).status).toBe(200);
  });

  it('wakes a sleeping agent', async () => {
    const customer = await withAgent({ plan: 'starter' });
    const { machineId } = await machineOf(customer);
    await fetch(`${vendors.fly}/_sandbox/fly/machines/${machineId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'stopped' }),
    });
    await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/machine').expect(200);
      return body.state === 'asleep';
    }, 'the agent falling asleep');
    // Fly's proxy says so while nobody is behind it yet.
    await sandbox.fault(vendors.fly, { route: CHAT, times: 1, fault: { status: 503 } });
    expect((await say(customer, 'Hello')).text).toContain('Hello!');
  });

  it('does not repeat a message that may have arrived', async () => {
    const customer = await withAgent();
    await sandbox.fault(vendors.fly, { route: CHAT, times: 1, fault: { dropAfter: true } });
    expect((await say(customer, 'Hello')).problem).toMatchObject({
      status: 502,
      errorCode: 'agent_answer_interrupted',
    });
  });
});
