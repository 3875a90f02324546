import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelBench, openChannelBench } from '../testing/channel-bench.js';

let bench: ChannelBench;
beforeAll(async () => {
  bench = await openChannelBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('another plan', () => {
  it('pauses what it has no room for, with its token, and tells everybody once', async () => {
    const userId = await bench.newUser('power');
    const [telegram, discord, web] = await bench.addThree(userId);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'paused', 'paused']);
    expect(await bench.channels.overview(userId)).toMatchObject({ used: 1, paused: 2, limit: { limit: 1 } });
    expect((await bench.machineChannels.of(userId, 'starter')).kinds).toEqual(['telegram']);
    const [row] = await bench.query('SELECT token FROM channels WHERE id = ?', [discord.id]);
    expect(row?.['token']).not.toBeNull();
    expect(bench.timeline.map(({ kind, title }) => [kind, title]).slice(-2)).toEqual([
      ['channel.paused', `Discord (${discord.label}) was paused`],
      ['channel.paused', 'Web chat was paused'],
    ]);
    expect(bench.changes).toBe(4);
    await bench.fit.fit(userId);
    expect([bench.changes, bench.timeline.length]).toEqual([4, 5]);
    expect([telegram.pausedReason, web.kind]).toEqual([null, 'web']);
  });

  it('keeps what the customer chose, once', async () => {
    const userId = await bench.newUser('power');
    const [, discord, web] = await bench.addThree(userId);
    await bench.keep(userId, [discord.id]);
    expect(await bench.statuses(userId)).toEqual(['active', 'active', 'active']);
    await bench.keep(userId, [web.id]);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['paused', 'paused', 'active']);
    bench.plan = 'power';
    await bench.fit.fit(userId);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'paused', 'paused']);
  });

  it('a choice can be taken back, and the ids of others decide nothing', async () => {
    const other = await bench.newUser('power');
    const [foreign] = await bench.addThree(other);
    const userId = await bench.newUser('power');
    const [, , web] = await bench.addThree(userId);
    await bench.keep(userId, [web.id]);
    await bench.keep(userId, []);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'paused', 'paused']);
    await bench.keep(other, [web.id, foreign.id]);
    await bench.fit.fit(other);
    expect(await bench.statuses(other)).toEqual(['active', 'paused', 'paused']);
  });

  it('brings back what it has room for, and only on a plan that allows more', async () => {
    const userId = await bench.newUser('power');
    const [telegram, discord] = await bench.addThree(userId);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    await bench.channels.remove(userId, telegram.id);
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['paused', 'paused']);
    bench.plan = 'pro';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'active']);
    const set = await bench.machineChannels.of(userId, 'pro');
    expect(set.secrets.DISCORD_BOT_TOKEN?.reveal()).toBe(discord.externalId);
    expect(bench.timeline.filter(({ kind }) => kind === 'channel.resumed')).toHaveLength(2);
  });

  it('leaves everything as it is for a customer without a plan, until they are back', async () => {
    const userId = await bench.newUser('power');
    await bench.addThree(userId);
    bench.plan = null;
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'active', 'active']);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'paused', 'paused']);
  });

  it('ends right when it changes again while an older change is being carried out', async () => {
    const userId = await bench.newUser('power');
    await bench.addThree(userId);
    const plans = ['starter', 'power', 'power', 'power'] as const;
    let asked = 0;
    bench.answerPlan = () => plans[Math.min(asked++, plans.length - 1)] ?? null;
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['active', 'active', 'active']);
    bench.answerPlan = null;
    const up = bench.fit.fit(userId);
    bench.plan = 'starter';
    await Promise.all([up, bench.fit.fit(userId), bench.fit.fit(userId)]);
    expect(await bench.statuses(userId)).toEqual(['active', 'paused', 'paused']);
  });

  it('holds for a channel that was being connected when the plan fell', async () => {
    const userId = await bench.newUser('pro');
    await bench.channels.add(userId, 'web');
    bench.duringCheck = () => {
      bench.plan = 'starter';
    };
    await expect(bench.channels.add(userId, 'telegram', bench.token())).rejects.toMatchObject({
      errorCode: 'channel_limit_reached',
    });
    expect(await bench.statuses(userId)).toEqual(['active']);
  });
});
