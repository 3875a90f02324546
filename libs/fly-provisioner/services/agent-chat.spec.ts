import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestWork, type LibsqlDataSource, SecretBox } from '@automna/core';
import {
  type ChannelEntity,
  type ChannelsService,
  type ChatFailure,
  type GatewayChat,
  GatewayChatError,
  type MachineChannels,
  type Question,
} from '@automna/openclaw';
import {
  newCustomer,
  openProvisioningDatabase,
  plansOf,
  ProvisioningWorld,
} from '../testing/provisioning-world.js';
import { AgentChat } from './agent-chat.service.js';
import { DesiredMachines } from './desired-machine.service.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let chat: AgentChat;
let channels: Pick<ChannelEntity, 'kind' | 'status'>[];
let asked: Question[];
let answer: () => AsyncGenerator<string, void, undefined>;

beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  const { customer } = world;
  channels = [{ kind: 'web', status: 'active' }];
  asked = [];
  answer = async function* () {
    yield* ['Hello', ' there'];
  };
  const plans = plansOf(customer);
  const keys = {
    keyFor: () =>
      Promise.resolve(customer.key && { secret: customer.key, fingerprint: customer.key.fingerprint() }),
  };
  const gateway = {
    ask: (question: Question) => {
      asked.push(question);
      return answer();
    },
  };
  const desired = new DesiredMachines(
    world.config,
    new SecretBox(world.config.masterKeys()),
    {} as MachineChannels,
    plans,
    keys,
  );
  const list = () => Promise.resolve(channels as ChannelEntity[]);
  chat = new AgentChat(
    world.store,
    desired,
    { list } as Partial<ChannelsService> as ChannelsService,
    gateway as Partial<GatewayChat> as GatewayChat,
    createTestWork(database, { clock: world.clock }).uow,
    plans,
    keys,
  );
});

async function ready(): Promise<void> {
  await world.provisioner.request(world.customer.userId);
  await world.work();
}

async function say(signal = new AbortController().signal): Promise<string> {
  let heard = '';
  for await (const piece of chat.stream(world.customer.userId, 'Hi', signal)) heard += piece;
  return heard;
}

describe('talking to the agent', () => {
  it('asks the customer’s own machine with its own token, in one conversation', async () => {
    await ready();
    expect(await say()).toBe('Hello there');
    await say();
    const { appName } = await world.machine();
    expect(asked[0]).toMatchObject({ appUrl: expect.stringContaining(appName), text: 'Hi' });
    expect(asked[0]?.token.reveal()).toMatch(/^agw_/);
    expect(asked[1]?.session).toBe(asked[0]?.session);
  });

  it('explains what is missing, and asks nobody', async () => {
    await expect(say()).rejects.toMatchObject({ errorCode: 'machine_not_found', spec: { status: 404 } });
    await world.provisioner.request(world.customer.userId);
    await expect(say()).rejects.toMatchObject({ errorCode: 'machine_busy', spec: { status: 409 } });
    await world.work();
    world.customer.key = null;
    await expect(say()).rejects.toMatchObject({ errorCode: 'key_required' });
    channels = [
      { kind: 'telegram', status: 'active' },
      { kind: 'web', status: 'paused' },
    ];
    await expect(say()).rejects.toMatchObject({
      errorCode: 'channel_required',
      spec: { status: 409 },
      detail: expect.stringContaining('paused'),
    });
    world.customer.suspension = 'payment';
    await expect(say()).rejects.toMatchObject({ errorCode: 'payment_overdue', spec: { status: 402 } });
    Object.assign(world.customer, { plan: null, suspension: 'ended' });
    await expect(say()).rejects.toMatchObject({ errorCode: 'subscription_required' });
    expect(asked).toEqual([]);
  });

  it.each<[ChatFailure, string, number]>([
    ['unreachable', 'machine_unavailable', 503],
    ['silent', 'machine_unavailable', 503],
    ['token', 'machine_unavailable', 503],
    ['key', 'agent_key_refused', 409],
    ['payment', 'agent_cannot_pay', 409],
    ['busy', 'agent_provider_busy', 503],
    ['interrupted', 'agent_answer_interrupted', 502],
    ['failed', 'agent_answer_failed', 502],
  ])('says what to do about "%s"', async (failure, errorCode, status) => {
    await ready();
    answer = async function* () {
      yield 'a';
      throw new GatewayChatError(failure, 'HTTP 401 with details for us');
    };
    const thrown: unknown = await say().catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      errorCode,
      spec: { status },
      detail: expect.stringMatching(/\w{4,} \w+/),
    });
    expect(String((thrown as Error).message)).not.toContain('HTTP');
    const looks = await database.query(
      `SELECT 1 FROM outbox_jobs WHERE kind = 'machine.look' AND payload LIKE ?`,
      [`%${(await world.machine()).id}%`],
    );
    expect(looks).toHaveLength(failure === 'key' || failure === 'payment' ? 1 : 0);
  });

  it('is not a failure when the customer goes away', async () => {
    await ready();
    const stop = new AbortController();
    answer = async function* () {
      yield 'a';
      stop.abort(new Error('gone'));
      throw new GatewayChatError('interrupted', 'cut');
    };
    await expect(say(stop.signal)).rejects.toThrow('gone');
  });
});
