import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelBench, openChannelBench } from '../testing/channel-bench.js';

let bench: ChannelBench;
beforeAll(async () => {
  bench = await openChannelBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe("a customer's own pauses", () => {
  it('swap one channel for another within the plan', async () => {
    const userId = await bench.newUser('power');
    const [telegram, discord] = await bench.addThree(userId);
    bench.plan = 'starter';
    await bench.fit.fit(userId);
    await expect(bench.pauses.resume(userId, discord.id)).rejects.toMatchObject({
      errorCode: 'channel_limit_reached',
      options: { extensions: { limit: 1, plan: 'starter' } },
    });
    expect(await bench.pauses.pause(userId, telegram.id)).toMatchObject({
      status: 'paused',
      pausedReason: 'customer',
    });
    expect(await bench.pauses.resume(userId, discord.id)).toMatchObject({
      status: 'active',
      pausedReason: null,
      pausedAt: null,
    });
    expect((await bench.machineChannels.of(userId, 'starter')).kinds).toEqual(['discord']);
    bench.plan = 'power';
    await bench.fit.fit(userId);
    expect(await bench.statuses(userId)).toEqual(['paused', 'active', 'active']);
  });

  it('can be asked for twice and count once', async () => {
    const userId = await bench.newUser('pro');
    const [telegram] = await bench.addThree(userId);
    const before = bench.changes;
    await bench.pauses.pause(userId, telegram.id);
    await bench.pauses.pause(userId, telegram.id);
    expect(bench.changes).toBe(before + 1);
    await Promise.all([1, 2, 3].map(() => bench.pauses.resume(userId, telegram.id)));
    expect(bench.changes).toBe(before + 2);
    expect(bench.timeline.slice(-2).map(({ kind }) => kind)).toEqual(['channel.paused', 'channel.resumed']);
  });

  it('never exceed the limit, however many are put back at once', async () => {
    const userId = await bench.newUser('power');
    const three = await bench.addThree(userId);
    for (const { id } of three) await bench.pauses.pause(userId, id);
    bench.plan = 'starter';
    const tries = await Promise.allSettled(three.map(({ id }) => bench.pauses.resume(userId, id)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await bench.channels.overview(userId)).used).toBe(1);
  });

  it('are about their own channels, need a plan to undo, and respect whom the bot serves now', async () => {
    const userId = await bench.newUser('pro');
    const other = await bench.newUser('pro');
    const token = bench.token();
    const telegram = await bench.channels.add(userId, 'telegram', token);
    await expect(bench.pauses.pause(other, telegram.id)).rejects.toMatchObject({
      errorCode: 'channel_not_found',
    });
    await bench.pauses.pause(userId, telegram.id);
    await expect(bench.pauses.resume(other, telegram.id)).rejects.toMatchObject({
      errorCode: 'channel_not_found',
    });
    const theirs = await bench.channels.add(other, 'telegram', token);
    await expect(bench.pauses.resume(userId, telegram.id)).rejects.toMatchObject({
      errorCode: 'channel_exists',
      detail: expect.stringContaining('another agent'),
    });
    await bench.channels.remove(other, theirs.id);
    const second = await bench.channels.add(userId, 'telegram', bench.token());
    await expect(bench.pauses.resume(userId, telegram.id)).rejects.toMatchObject({
      errorCode: 'channel_exists',
    });
    await bench.channels.remove(userId, second.id);
    bench.plan = null;
    await expect(bench.pauses.resume(userId, telegram.id)).rejects.toMatchObject({
      errorCode: 'subscription_required',
    });
    expect(await bench.statuses(userId)).toEqual(['paused']);
  });

  it('show in the options for a smaller plan', async () => {
    const userId = await bench.newUser('pro');
    const [telegram, discord, web] = await bench.addThree(userId);
    await bench.pauses.pause(userId, discord.id);
    expect(await bench.choices.optionsOf(userId)).toEqual([
      { id: telegram.id, kind: 'telegram', title: telegram.label, paused: false },
      { id: discord.id, kind: 'discord', title: discord.label, paused: true },
      { id: web.id, kind: 'web', title: 'Web chat', paused: false },
    ]);
  });
});
