import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Customer } from '../e2e/support/customer.js';
import type * as Time from '../e2e/support/time.js';
import type * as World from '../e2e/support/world.js';
import type { Stack } from '../support/stack.js';
import { Agent, askedAnthropic, get } from './support/agent.js';
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
  let eventually: typeof World.eventually;
  let passUntil: typeof Time.passUntil;

  beforeAll(async () => {
    stack = await startRealStack();
    // The customer of the e2e tests reads where the stack is when it is loaded.
    process.env['STACK_URLS'] = stack.urls.join(',');
    process.env['STACK_VENDORS'] = JSON.stringify(stack.vendors);
    ({ eventually } = await import('../e2e/support/world.js'));
    ({ passUntil } = await import('../e2e/support/time.js'));
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

  it('thinks with the new key after it was changed', async () => {
    const begin = performance.now();
    await customer.connectKey(secondKey);
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

  it('has no timers any more after a downgrade', async () => {
    const preview = await customer.call('post', '/api/user/subscription/preview').send({ plan: 'starter' });
    const { nextChargeAt, prorationDate, amountDueCents } = preview.body;
    await customer
      .call('post', '/api/user/subscription/change')
      .send({ plan: 'starter', prorationDate: prorationDate ?? undefined, amountDueCents })
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
    const question = `Still there, ${randomUUID()}?`;
    expect(await ask(question)).toMatchObject({ status: 200, done: true });
    expect(await mainTurns(question)).toEqual([{ key: '2nd2', model: 'claude-sonnet-4-6' }]);
    await sayCosts('at the end');
  });

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
