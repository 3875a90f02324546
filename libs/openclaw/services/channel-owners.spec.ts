import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelBench, openChannelBench } from '../testing/channel-bench.js';

let bench: ChannelBench;
beforeAll(async () => {
  bench = await openChannelBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('the owner of a channel', () => {
  it('is told to the machine, once however often it is said', async () => {
    const userId = await bench.newUser('pro');
    const [telegram] = await bench.addThree(userId);
    expect(await bench.machineChannels.of(userId, 'pro')).toMatchObject({ owners: {} });
    const before = bench.changes;
    expect(await bench.owners.set(userId, telegram.id, ' 471 147 1')).toMatchObject({ ownerId: '4711471' });
    await bench.owners.set(userId, telegram.id, '4711471');
    expect(bench.changes).toBe(before + 1);
    expect(bench.timeline.at(-1)).toMatchObject({ kind: 'channel.owner-set' });
    expect(bench.timeline.at(-1)?.title).not.toContain('4711471');
    expect((await bench.machineChannels.of(userId, 'pro')).owners).toEqual({ telegram: '4711471' });
    await bench.owners.set(userId, telegram.id, '5711471');
    expect((await bench.machineChannels.of(userId, 'pro')).owners).toEqual({ telegram: '5711471' });
  });

  it('cannot be said of a channel of somebody else, or wrongly', async () => {
    const [mine, other] = [await bench.newUser('pro'), await bench.newUser('pro')];
    const [telegram] = await bench.addThree(mine);
    await expect(bench.owners.set(other, telegram.id, '4711471')).rejects.toMatchObject({
      errorCode: 'channel_not_found',
    });
    await expect(bench.owners.set(mine, telegram.id, '@me')).rejects.toMatchObject({
      errorCode: 'channel_owner_invalid',
    });
    expect((await bench.machineChannels.of(mine, 'pro')).owners).toEqual({});
  });

  it('says nothing to a machine about a channel that waits', async () => {
    const userId = await bench.newUser('pro');
    const [telegram] = await bench.addThree(userId);
    await bench.owners.set(userId, telegram.id, '4711471');
    await bench.pauses.pause(userId, telegram.id);
    expect((await bench.machineChannels.of(userId, 'pro')).owners).toEqual({});
  });
});
