import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChannelBench, openChannelBench } from '../testing/channel-bench.js';

let bench: ChannelBench;
beforeAll(async () => {
  bench = await openChannelBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.reset());

describe('what an agent says of its channels', () => {
  it('is kept beside them and shown to their owner alone', async () => {
    const userId = await bench.newUser('power');
    const [telegram, , web] = await bench.addThree(userId);
    await bench.sights.record(userId, new Map([['telegram', { state: 'failing' }]]));
    const seen = await bench.sights.of(userId);
    expect([...seen].map(([id, { state }]) => [id, state]).sort()).toEqual(
      [
        [telegram.id, 'failing'],
        [web.id, 'working'],
      ].sort(),
    );
    const nobody = await bench.newUser('power');
    expect([...(await bench.sights.of(nobody))]).toEqual([]);
  });

  it('is that one does not work which it does not name, once it had the time to get there', async () => {
    const userId = await bench.newUser('power');
    const [, discord] = await bench.addThree(userId);
    const look = async () => {
      await bench.sights.record(userId, new Map([['telegram', { state: 'working' }]]));
      return (await bench.sights.of(userId)).get(discord.id)?.state;
    };
    expect(await look()).toBeUndefined();
    bench.clock.advance({ minutes: 10 });
    expect(await look()).toBe('failing');
  });

  it('is told when a link came or went, once each', async () => {
    const userId = await bench.newUser('power');
    const { id } = await bench.channels.add(userId, 'whatsapp');
    const says = (state: 'working' | 'unlinked') =>
      bench.sights.record(userId, new Map([['whatsapp', { state }]]));
    await says('unlinked');
    expect(await bench.statuses(userId)).toEqual(['connecting']);
    for (const state of ['working', 'working', 'unlinked'] as const) await says(state);
    expect(bench.timeline.map(({ kind }) => kind)).toEqual([
      'channel.added',
      'channel.linked',
      'channel.unlinked',
    ]);
    expect((await bench.sights.linked(userId, id)).status).toBe('active');
  });

  it('changes nothing about one that waits or was removed meanwhile', async () => {
    const userId = await bench.newUser('power');
    const { id } = await bench.channels.add(userId, 'whatsapp');
    await bench.pauses.pause(userId, id);
    await bench.sights.record(userId, new Map([['whatsapp', { state: 'working' }]]));
    expect([await bench.statuses(userId), [...(await bench.sights.of(userId))]]).toEqual([['paused'], []]);
    await bench.channels.remove(userId, id);
    await bench.sights.record(userId, new Map([['whatsapp', { state: 'working' }]]));
    expect([...(await bench.sights.of(userId))]).toEqual([]);
  });
});
