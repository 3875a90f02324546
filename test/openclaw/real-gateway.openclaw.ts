import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Customer } from '../e2e/support/customer.js';
import type * as Time from '../e2e/support/time.js';
import type * as World from '../e2e/support/world.js';
import type { Stack } from '../support/stack.js';
import { Agent, askedAnthropic, get } from './support/agent.js';
import { TelegramPerson } from './support/telegram.js';
import { startRealStack } from './support/real-stack.js';

// The first run installs OpenClaw; every gateway takes 15 to 60 seconds to start on a busy computer.
jest.setTimeout(15 * 60_000);

const PATIENCE_MS = 4 * 60_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const newKey = (end: string) => `sk-ant-api03-real-${randomUUID().replaceAll('-', '')}${end}`;

/** One customer's life with an agent that is a real OpenClaw gateway; each step goes on from the one before. */
describe('an agent on a real OpenClaw gateway', () => {
  const [firstKey, secondKey] = [newKey('1st1'), newKey('2nd2')];
  let stack: Stack;
  let customer: Customer;
  let agent: Agent;
  const owner = new TelegramPerson(() => stack.vendors.channels, 471_147_11);
  const stranger = new TelegramPerson(() => stack.vendors.channels, 666_666_66, owner.bot);
  let eventually: typeof World.eventually;
  let passTime: typeof Time.passTime;
  let passUntil: typeof Time.passUntil;

  beforeAll(async () => {
    stack = await startRealStack();
    // The customer of the e2e tests reads where the stack is when it is loaded.
    process.env['STACK_URLS'] = stack.urls.join(',');
    process.env['STACK_VENDORS'] = JSON.stringify(stack.vendors);
    ({ eventually } = await import('../e2e/support/world.js'));
    ({ passTime, passUntil } = await import('../e2e/support/time.js'));
    const { Customer } = await import('../e2e/support/customer.js');
    const begin = performance.now();
    await eventually(
      async () =>
        ((await get(`${stack.vendors.fly}/_sandbox/fly/openclaw`)) as { installed: boolean }).installed,
      'OpenClaw being installed',
      10 * 60_000,
    );
    say(`OpenClaw at hand after ${seconds(begin)} s`);
    customer = await Customer.register();
  });
  afterAll(async () => {
    if (process.env['STACK_LOG'] === '1') say(stack?.log ?? '');
    await stack?.stop();
  });

  it('is set up from payment and key alone', async () => {
    const begin = performance.now();
    await customer.subscribe('pro');
    await customer.connectKey(firstKey);
    await customer.call('post', '/api/user/channels').send({ kind: 'web' }).expect(201);
    const telegram = { kind: 'telegram', token: owner.bot.token };
    await customer.call('post', '/api/user/channels').send(telegram).expect(201);
    await customer.call('post', '/api/user/provision').expect(202);
    await eventually(
      async () => {
        const { body } = await customer.call('get', '/api/user/provision/status').expect(200);
        if (body.state === 'failed') throw new Error(`Setting up failed: ${JSON.stringify(body)}`);
        return body.state === 'ready';
      },
      'the agent becoming ready',
      PATIENCE_MS,
    );
    agent = await Agent.only(stack);
    say(`Set up in ${seconds(begin)} s`);
    expect(await agent.rpc('status')).toMatchObject({ runtimeVersion: '2026.9.6' });
    expect(await agent.rpc('cron.status')).toMatchObject({ enabled: true });
    expect(await agent.rpc('health')).toMatchObject({ heartbeatSeconds: 1800 });
    await sayCosts('after the start');
  });

  it('runs the config that was sent', async () => {
    const { valid, parsed } = await agent.rpc('config.get');
    expect(valid).toBe(true);
    expect(parsed).toMatchObject({
      gateway: { mode: 'local', port: 18789, bind: 'lan' },
      agents: { defaults: { workspace: '/data/workspace' } },
    });
  });

  it('answers over Web chat, asking Anthropic itself with the customer’s key', async () => {
    const begin = performance.now();
    const question = `What is the capital of ${randomUUID()}?`;
    expect(await ask(question)).toMatchObject({ status: 200, done: true });
    say(`First answer in ${seconds(begin)} s`);
    expect(await mainTurns(question)).toEqual([{ key: '1st1', model: 'claude-sonnet-4-6' }]);
    await sayCosts('after an answer');
  });

  it('polls Telegram, and tells people there who they are, but answers nobody yet', async () => {
    await eventually(async () => (await owner.seen()).polling, 'the gateway polling Telegram', PATIENCE_MS);
    expect(await owner.asks('Hello, is this my agent?')).toContain(`Your Telegram user id: ${owner.id}`);
  });

  it('thinks with the new key after it was changed', async () => {
    const telegram = await channelId('telegram');
    const begin = performance.now();
    await customer.connectKey(secondKey);
    // Both reach the machine with one start, when nothing comes between them.
    await customer
      .call('put', `/api/user/channels/${telegram}/owner`)
      .send({ ownerId: String(owner.id) })
      .expect(200);
    await eventually(() => agent.runsWith(secondKey), 'the machine running with the new key', PATIENCE_MS);
    say(`New key in use after ${seconds(begin)} s`);
    const question = `And what is the capital of ${randomUUID()}?`;
    expect(await ask(question)).toMatchObject({ status: 200, done: true });
    expect(await mainTurns(question)).toEqual([{ key: '2nd2', model: 'claude-sonnet-4-6' }]);
    // What was said before is on the volume: it outlived the process, and its price is known.
    const spent = await eventually(
      async () => {
        // It counts in the background and repeats its last answer for half a minute.
        await delay(3000);
        const { totals } = (await agent.rpc('usage.cost', { days: 1 })) as {
          totals?: { totalCost?: number };
        };
        return totals?.totalCost;
      },
      'the gateway counting what it spent',
      PATIENCE_MS,
    );
    say(`Spent at Anthropic according to the gateway: $${spent.toFixed(4)}`);
  });

  it('answers its owner over Telegram, and nobody else', async () => {
    await eventually(
      async () => {
        const config = await agent.rpc('config.get').catch(() => null);
        return (
          JSON.stringify(config?.['parsed'] ?? '').includes(String(owner.id)) && (await owner.seen()).polling
        );
      },
      'the gateway knowing its owner',
      PATIENCE_MS,
    );
    const begin = performance.now();
    const [question, intrusion] = [randomUUID(), randomUUID()];
    await stranger.writes(`Tell me a secret, ${intrusion}`);
    expect(await owner.asks(`What is the capital of ${question}?`)).toContain(question);
    say(`Answer over Telegram in ${seconds(begin)} s`);
    expect(await mainTurns(question)).toEqual([{ key: '2nd2', model: 'claude-sonnet-4-6' }]);
    expect(await askedAnthropic(stack, intrusion)).toEqual([]);
    expect(await stranger.heard()).toEqual([]);
  });

  it('has no timers any more after a downgrade', async () => {
    const preview = await customer.call('post', '/api/user/subscription/preview').send({ plan: 'starter' });
    const { nextChargeAt, prorationDate, amountDueCents } = preview.body;
    await customer
      .call('post', '/api/user/subscription/change')
      .send({
        plan: 'starter',
        prorationDate: prorationDate ?? undefined,
        amountDueCents,
        keepChannels: [await channelId('telegram')],
      })
      .expect(200);
    expect(await agent.rpc('cron.status')).toMatchObject({ enabled: true });

    await passUntil(nextChargeAt);
    await customer.signInAgain();
    await eventually(
      async () => ((await customer.subscription())['plan'] as { name: string } | null)?.name === 'starter',
      'the downgrade',
    );
    const begin = performance.now();
    await eventually(
      async () => {
        const cron = await agent.rpc('cron.status').catch(() => null);
        return cron?.['enabled'] === false;
      },
      'timers being off in the running gateway',
      PATIENCE_MS,
    );
    say(`Timers off ${seconds(begin)} s after the period’s end`);
    expect(await agent.rpc('health')).toMatchObject({ heartbeatSeconds: 0 });
  });

  it('is woken by Telegram while it sleeps, and answers', async () => {
    await eventually(
      async () => (await owner.seen()).webhook?.endsWith(`/_apps/${agent.app}/telegram-webhook`),
      'the gateway telling Telegram where it is',
      PATIENCE_MS,
    );
    await passTime(15 * 60);
    await eventually(
      async () => (await agent.state()) === 'stopped',
      'the agent falling asleep',
      PATIENCE_MS,
    );
    const begin = performance.now();
    const question = randomUUID();
    expect(await owner.asks(`Still there, ${question}?`)).toContain(question);
    say(`Woken by Telegram and answered in ${seconds(begin)} s`);
    expect(await mainTurns(question)).toEqual([{ key: '2nd2', model: 'claude-sonnet-4-6' }]);
    expect(await stranger.heard()).toEqual([]);
    await sayCosts('at the end');
  });

  /** The id of the customer's channel of a kind. */
  async function channelId(kind: string): Promise<string> {
    const { body } = await customer.call('get', '/api/user/channels').expect(200);
    const channels = body.channels as { id: string; kind: string }[];
    return channels.find((channel) => channel.kind === kind)?.id ?? '';
  }

  /** Says something to the agent in Web chat and reads to the end. */
  async function ask(text: string): Promise<{ status: number; done: boolean; said: string }> {
    const response = await fetch(`${stack.url}/api/user/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${customer.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    const said = await response.text();
    return {
      status: response.status,
      done: said.includes('event: done') && said.includes('event: delta'),
      said,
    };
  }

  /** The requests for the answer itself; beside them OpenClaw has a small model write recaps, with the same key. */
  async function mainTurns(question: string): Promise<{ key: string; model: string }[]> {
    const asked = await askedAnthropic(stack, question);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    return asked.filter(({ model }) => !model.includes('haiku'));
  }

  async function sayCosts(when: string): Promise<void> {
    const { bootSeconds, rssMb, helpersMb, peakMb } = await agent.costs();
    say(
      `Gateway ${when}: up in ${bootSeconds} s, ${rssMb} MB (peak ${peakMb}) and ${helpersMb} MB of helpers`,
    );
  }
});

const seconds = (begin: number) => ((performance.now() - begin) / 1000).toFixed(1);
