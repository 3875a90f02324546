import { describe, expect, it } from '@jest/globals';
import { type FitChannel, type FitFacts, fitChannels } from './fit-channels.js';

const KINDS = ['telegram', 'discord', 'web', 'whatsapp'] as const;

/** a, b, c, … in the order of their age, each of a kind of its own. */
function active(ids: string): FitChannel[] {
  return [...ids].map((id, index) => ({
    id,
    kind: KINDS[index % KINDS.length] ?? 'web',
    externalId: `bot-${id}`,
    status: 'active',
    pausedAt: null,
    pausedReason: null,
  }));
}

function paused(
  channel: FitChannel | undefined,
  at: number,
  reason: 'plan' | 'customer' = 'plan',
): FitChannel {
  if (!channel) throw new Error('no such channel');
  return { ...channel, status: 'paused', pausedAt: new Date(at), pausedReason: reason };
}

function fit(facts: Partial<FitFacts<FitChannel>>) {
  const all = { channels: [], limit: null, fitted: null, keep: [], taken: new Set<string>(), ...facts };
  const { pause, resume } = fitChannels(all);
  return { pause: pause.map(({ id }) => id).join(''), resume: resume.map(({ id }) => id).join('') };
}

describe('channels a plan has no room for', () => {
  it.each([
    ['the oldest stay', { limit: 1 }, 'bcd'],
    ['the oldest stay, more of them', { limit: 3 }, 'd'],
    ['the chosen one stays', { limit: 1, keep: ['c'] }, 'abd'],
    ['only the chosen ones stay, though there is room', { limit: 3, keep: ['d', 'b'] }, 'ac'],
    ['the first of too many chosen ones', { limit: 1, keep: ['d', 'b'] }, 'abc'],
    ['a choice that is gone is none', { limit: 1, keep: ['x'] }, 'bcd'],
    ['a choice named twice counts once', { limit: 2, keep: ['c', 'c', 'd'] }, 'ab'],
    ['nothing happens where all have room', { limit: 4, keep: ['a'] }, ''],
    ['nothing happens without a limit', { limit: null, keep: ['a'] }, ''],
  ])('%s', (_name, facts, expected) => {
    expect(fit({ channels: active('abcd'), ...facts })).toEqual({ pause: expected, resume: '' });
  });

  it('do not count while they wait', () => {
    const [a, b] = active('ab');
    expect(fit({ channels: [...(a ? [a] : []), paused(b, 1)], limit: 1 })).toEqual({ pause: '', resume: '' });
  });
});

describe('channels a plan has room for again', () => {
  const [a, b, c, d] = active('abcd');
  const channels = [...(a ? [a] : []), paused(b, 30), paused(c, 10), paused(d, 20)];

  it.each([
    ['come back in the order they were paused', { fitted: 1, limit: 3 }, 'cd'],
    ['all, without a limit', { fitted: 1, limit: null }, 'cdb'],
    ['not on a plan that allows no more', { fitted: 3, limit: 3 }, ''],
    ['not on one that allows less', { fitted: 3, limit: 1 }, ''],
    ['not when the plan never was the reason', { fitted: null, limit: null }, ''],
    [
      'not when their bot has found another agent',
      { fitted: 1, limit: 3, taken: new Set(['web:bot-c']) },
      'db',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(fit({ channels, ...facts })).toEqual({ pause: '', resume: expected });
  });

  it('stay away when the customer paused them, or has another of their kind by now', () => {
    const same = { ...paused(b, 5), kind: 'telegram' as const };
    const facts = {
      channels: [...(a ? [a] : []), same, paused(c, 10, 'customer'), paused(d, 20)],
      limit: null,
    };
    expect(fit({ ...facts, fitted: 1 })).toEqual({ pause: '', resume: 'd' });
  });

  it('come back one of a kind', () => {
    const twin = { ...paused(b, 40), id: 'e', kind: 'web' as const };
    expect(fit({ channels: [...channels, twin], fitted: 1, limit: null }).resume).toBe('cdb');
  });
});
