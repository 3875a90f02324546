import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Timeline } from '@automna/accounts';
import type { PlanName } from '@automna/contracts';
import {
  createTestWork,
  type LibsqlDataSource,
  ManualClock,
  newId,
  openTestDatabase,
  Secret,
  SecretBox,
  testConfig,
} from '@automna/core';
import type { BotCheck } from '../adapters/bot-check.js';
import type { DiscordCheck } from '../adapters/discord-check.js';
import type { TelegramCheck } from '../adapters/telegram-check.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { fakePlans } from '../testing/fake-plans.js';
import { BotTokens } from './bot-tokens.service.js';
import { ChannelFit } from './channel-fit.service.js';
import { ChannelsService } from './channels.service.js';
import { CheckBudget } from './check-budget.service.js';
import { MachineChannels } from './machine-channels.service.js';

let database: LibsqlDataSource;
let plan: PlanName | null;
let check: (token: Secret) => BotCheck;
let checks: number;
let events: unknown[];
const clock = new ManualClock();

beforeAll(async () => {
  database = await openTestDatabase({ url: ':memory:', entities: [ChannelEntity] });
});
afterAll(() => database.destroy());
beforeEach(() => {
  plan = 'pro';
  checks = 0;
  events = [];
  clock.advance({ minutes: 20 });
  check = (token) => ({ outcome: 'bot', externalId: token.reveal(), label: '@my_bot' });
});

async function newUser(): Promise<string> {
  const id = newId('usr');
  await database.query(
    `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at) VALUES (?, ?, 'A', 'x', 'customer', ?, ?)`,
    [id, `${id}@example.test`, 'now', 'now'],
  );
  return id;
}

function services() {
  const { uow } = createTestWork(database, { clock });
  const box = new SecretBox(testConfig().masterKeys());
  const repository = database.getRepository(ChannelEntity);
  const record: Timeline['record'] = (_tx, entry) => {
    events.push(entry.kind);
    return Promise.resolve();
  };
  const ask = (token: Secret) => {
    checks += 1;
    return Promise.resolve(check(token));
  };
  const budget = new CheckBudget(uow, clock);
  const bots = new BotTokens(
    budget,
    { check: ask } as unknown as TelegramCheck,
    { check: ask } as unknown as DiscordCheck,
  );
  const plans = fakePlans(() => plan);
  const timeline = { record } as unknown as Timeline;
  const fit = new ChannelFit(repository, plans, uow, clock, timeline);
  const channels = new ChannelsService(repository, plans, bots, uow, box, clock, timeline, fit);
  return { channels, fit, machineChannels: new MachineChannels(repository, box) };
}

const token = () => new Secret(newId('token'));

describe('channels', () => {
  it('connects a bot, keeps its token sealed and gives it to the machine', async () => {
    const { channels, machineChannels } = services();
    const userId = await newUser();
    const secret = token();
    const channel = await channels.add(userId, 'telegram', secret);
    expect(channel).toMatchObject({ kind: 'telegram', status: 'active', label: '@my_bot' });
    const [row] = await database.query('SELECT token FROM channels WHERE id = ?', [channel.id]);
    expect(String(row.token)).not.toContain(secret.reveal());
    const forPro = await machineChannels.of(userId, 'pro');
    expect(forPro.kinds).toEqual(['telegram']);
    expect(forPro.secrets.TELEGRAM_BOT_TOKEN?.reveal()).toBe(secret.reveal());
    expect(forPro.secrets.TELEGRAM_WEBHOOK_SECRET).toBeUndefined();
    expect((await machineChannels.of(userId, 'starter')).secrets.TELEGRAM_WEBHOOK_SECRET?.reveal()).toMatch(
      /^[0-9a-f]{64}$/,
    );
    expect(events).toEqual(['channel.added']);
  });

  it('does not open a token that was copied to another customer', async () => {
    const { channels, machineChannels } = services();
    const [victim, thief] = [await newUser(), await newUser()];
    const stolen = await channels.add(victim, 'telegram', token());
    const own = await channels.add(thief, 'telegram', token());
    await database.query(
      'UPDATE channels SET token = (SELECT token FROM channels WHERE id = ?) WHERE id = ?',
      [stolen.id, own.id],
    );
    await expect(machineChannels.of(thief, 'pro')).rejects.toThrow('does not open');
  });

  it('answers with what the plan allows', async () => {
    const { channels } = services();
    const userId = await newUser();
    plan = 'starter';
    await channels.add(userId, 'web');
    const overview = await channels.overview(userId);
    expect(overview).toMatchObject({ used: 1, limit: { limit: 1, unlimited: false } });
    const discord = overview.kinds.find(({ kind }) => kind === 'discord');
    expect(discord?.note).toContain('cannot wake it');
    expect(overview.kinds.find(({ kind }) => kind === 'whatsapp')?.note).toContain('WhatsApp cannot wake it');
    plan = 'power';
    expect(await channels.overview(userId)).toMatchObject({ limit: { limit: null, unlimited: true } });
    plan = null;
    const without = await channels.overview(userId);
    expect(without).toMatchObject({ limit: { limit: 0 }, used: 1 });
    expect(without.kinds.some(({ available }) => available)).toBe(false);
  });

  it('holds the limit when many are added at once', async () => {
    const { channels } = services();
    const userId = await newUser();
    plan = 'starter';
    const tries = await Promise.allSettled([
      channels.add(userId, 'web'),
      channels.add(userId, 'telegram', token()),
      channels.add(userId, 'discord', token()),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') {
        expect(one.reason).toMatchObject({
          errorCode: 'channel_limit_reached',
          options: { extensions: { limit: 1, plan: 'starter' } },
        });
      }
    }
    expect(await channels.list(userId)).toHaveLength(1);
  });

  it('has room again after one is removed, and paused ones do not count', async () => {
    const { channels } = services();
    const userId = await newUser();
    plan = 'starter';
    const web = await channels.add(userId, 'web');
    await expect(channels.add(userId, 'telegram', token())).rejects.toMatchObject({
      errorCode: 'channel_limit_reached',
    });
    expect(checks).toBe(0);
    await channels.remove(userId, web.id);
    const telegram = await channels.add(userId, 'telegram', token());
    await database.query(`UPDATE channels SET status = 'paused' WHERE id = ?`, [telegram.id]);
    await channels.add(userId, 'web');
    expect((await channels.overview(userId)).used).toBe(1);
  });

  it('keeps one of a kind per customer and one agent per bot, at once or in turn', async () => {
    const { channels } = services();
    const [one, two] = [await newUser(), await newUser()];
    const shared = token();
    await channels.add(one, 'telegram', shared);
    await expect(channels.add(one, 'telegram', token())).rejects.toMatchObject({
      errorCode: 'channel_exists',
    });
    await expect(channels.add(two, 'telegram', shared)).rejects.toMatchObject({
      errorCode: 'channel_exists',
      detail: expect.stringContaining('another agent'),
    });
    const race = await Promise.allSettled([1, 2, 3].map(() => channels.add(two, 'web')));
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await channels.list(two)).toHaveLength(1);
  });

  it('never hands the oldest channels beyond the plan to the machine', async () => {
    const { channels, machineChannels } = services();
    const userId = await newUser();
    await channels.add(userId, 'web');
    clock.advance({ seconds: 1 });
    await channels.add(userId, 'telegram', token());
    expect((await machineChannels.of(userId, 'starter')).kinds).toEqual(['web']);
    expect((await machineChannels.of(userId, 'pro')).kinds).toEqual(['web', 'telegram']);
  });

  it("removes only one's own", async () => {
    const { channels } = services();
    const [owner, other] = [await newUser(), await newUser()];
    const { id } = await channels.add(owner, 'web');
    await expect(channels.remove(other, id)).rejects.toMatchObject({ errorCode: 'channel_not_found' });
    await channels.remove(owner, id);
    await expect(channels.remove(owner, id)).rejects.toMatchObject({ errorCode: 'channel_not_found' });
  });

  it.each([
    ['no plan', null, 'web', undefined, 'subscription_required'],
    ['no token', 'pro', 'telegram', undefined, 'channel_token_required'],
    ['a token too many', 'pro', 'web', 'x', 'channel_token_invalid'],
    ['a token where a code is scanned', 'pro', 'whatsapp', 'x', 'channel_token_invalid'],
  ] as const)('refuses: %s', async (_name, on, kind, text, errorCode) => {
    const { channels } = services();
    plan = on;
    const given = text === undefined ? undefined : new Secret(text);
    await expect(channels.add(await newUser(), kind, given)).rejects.toMatchObject({ errorCode });
    expect(checks).toBe(0);
  });

  it('passes on what the messenger says', async () => {
    const { channels } = services();
    const userId = await newUser();
    check = () => ({ outcome: 'refused', reason: 'It was revoked.' });
    await expect(channels.add(userId, 'telegram', token())).rejects.toMatchObject({
      errorCode: 'channel_token_invalid',
      detail: 'It was revoked.',
    });
    check = () => ({ outcome: 'unavailable', retryAfterSeconds: 7 });
    await expect(channels.add(userId, 'telegram', token())).rejects.toMatchObject({
      errorCode: 'channel_provider_unavailable',
      options: { headers: { 'retry-after': '7' } },
    });
    expect(await channels.list(userId)).toEqual([]);
  });
});

describe('the budget of token checks', () => {
  it('stops a customer after ten bad tokens in ten minutes, not for longer', async () => {
    const { channels } = services();
    const userId = await newUser();
    check = () => ({ outcome: 'refused', reason: 'no' });
    for (let n = 0; n < 10; n += 1) {
      await expect(channels.add(userId, 'discord', token())).rejects.toMatchObject({
        errorCode: 'channel_token_invalid',
      });
    }
    await expect(channels.add(userId, 'discord', token())).rejects.toMatchObject({
      errorCode: 'too_many_requests',
      options: { headers: { 'retry-after': expect.any(String) } },
    });
    expect(checks).toBe(10);
    clock.advance({ minutes: 10 });
    await expect(channels.add(userId, 'discord', token())).rejects.toMatchObject({
      errorCode: 'channel_token_invalid',
    });
  });

  it('keeps the whole house far below what gets an address banned, over all processes', async () => {
    const budgets = [1, 2].map(() => new CheckBudget(createTestWork(database, { clock }).uow, clock));
    let asked = 0;
    let refusal: unknown;
    while (asked < 700 && !refusal) {
      const budget = budgets[asked % 2];
      await budget?.spend('discord', `usr_${asked}`).catch((error: unknown) => (refusal = error));
      if (!refusal) asked += 1;
    }
    expect(asked).toBe(600);
    expect(refusal).toMatchObject({ errorCode: 'channel_provider_unavailable' });
    await budgets[0]?.spend('telegram', 'usr_1');
  });
});
