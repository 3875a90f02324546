import { describe, expect, it } from '@jest/globals';
import { FaultSwitch } from './faults.js';
import { arrangement, parseRelease, parseSend, parseWebhookRules, typeMatches } from './webhook-input.js';

describe('webhook switches', () => {
  it('fit a type exactly, or by what comes before a star', () => {
    expect(typeMatches('invoice.paid', 'invoice.*')).toBe(true);
    expect(typeMatches('invoice.paid', '*')).toBe(true);
    expect(typeMatches('invoice.paid', 'invoice.pai')).toBe(false);
    expect(typeMatches('invoiceitem.created', 'invoice.*')).toBe(false);
  });

  it('decide by the first rule that fits and has times left', () => {
    const faults = new FaultSwitch();
    faults.setWebhooks(
      parseWebhookRules({
        rules: [
          { mode: 'drop', types: ['a.*'], times: 2 },
          { mode: 'delay', delayMs: 5, types: ['a.b', 'c'] },
        ],
      }),
    );
    expect(['a.b', 'a.x', 'a.b', 'a.x', 'c'].map((type) => faults.webhookFor(type).mode)).toEqual([
      'drop',
      'drop',
      'delay',
      'normal',
      'delay',
    ]);
    const restarted = new FaultSwitch();
    restarted.load(structuredClone(faults.save()));
    expect(restarted.webhookFor('a.b')).toEqual({ mode: 'delay', delayMs: 5 });
    restarted.setWebhooks(parseWebhookRules({ rules: [] }));
    expect(restarted.webhookSetting()).toMatchObject({ mode: 'normal', delayMs: 0 });
  });

  it('put what was held into an order that can be had again', () => {
    const held = Array.from({ length: 20 }, (_, index) => index);
    const shuffled = (seed: number) => arrangement(parseRelease({ order: 'random', seed }, 'hold'))(held);
    expect(shuffled(3)).toEqual(shuffled(3));
    expect(shuffled(3)).not.toEqual(shuffled(4));
    expect([...shuffled(3)].sort((a, b) => a - b)).toEqual(held);
    expect(arrangement(parseRelease(undefined, 'reorder'))(held)).toEqual([...held].reverse());
    expect(arrangement(parseRelease(null, 'hold'))(held)).toEqual(held);
  });

  it('say what is wrong with a request', () => {
    expect(() => parseRelease({ seed: 'x' }, 'hold')).toThrow('seed must be a whole number');
    expect(() => parseSend({})).toThrow('eventId must be the id');
    expect(() => parseSend({ eventId: 'evt', times: 0 })).toThrow('times must be a whole number');
    expect(() => parseWebhookRules(null)).toThrow('must be a JSON object');
  });
});
