import { describe, expect, it } from '@jest/globals';
import { kindOfChoice } from './plan-change.js';
import { gainsAndLosses } from './plan-change-words.js';

describe('Choosing a plan', () => {
  it.each([
    ['starter', 'pro', false, 'upgrade'],
    ['starter', 'power', true, 'upgrade'],
    ['pro', 'power', false, 'upgrade'],
    ['power', 'pro', false, 'downgrade'],
    ['power', 'starter', true, 'downgrade'],
    ['pro', 'starter', false, 'downgrade'],
    ['pro', 'pro', false, 'same'],
    ['pro', 'pro', true, 'keep'],
  ] as const)('%s -> %s with something undoable %s is %s', (from, to, undoable, kind) => {
    expect(kindOfChoice(from, to, undoable)).toBe(kind);
  });

  it('says in words what a move up brings', () => {
    const { gains, losses } = gainsAndLosses('starter', 'pro');
    expect(losses).toEqual([]);
    expect(gains).toContain('3 channels instead of 1');
    expect(gains).toContain('2,000 searches a month instead of 500');
    expect(gains).toContain('60 call minutes a month instead of none');
    expect(gains).toContain('Scheduled tasks');
    expect(gains).toContain('500 emails a month instead of 100');
    expect(gains).not.toContain('API access');
  });

  it('says in words what a move down takes', () => {
    const { gains, losses } = gainsAndLosses('power', 'starter');
    expect(gains).toEqual([]);
    expect(losses).toContain('1 channel instead of unlimited');
    expect(losses).toContain('A phone number and calls');
    expect(losses).toContain('An agent that is always awake');
    expect(losses).toContain('API access');
    expect(losses).toContain('Community support instead of Dedicated');
  });

  it('has nothing to say about the same plan', () => {
    expect(gainsAndLosses('pro', 'pro')).toEqual({ gains: [], losses: [] });
  });
});
