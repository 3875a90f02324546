import { describe, expect, it } from '@jest/globals';
import { newestKeyTrouble } from './key-trouble.js';

const BOOT = new Date('2026-11-22T12:00:00.000Z');
const line = (event: object, rest: object = { time: '2026-11-22T12:00:01.000+00:00' }): string =>
  JSON.stringify({
    '0': '{"subsystem":"model-fallback/decision"}',
    '1': {
      event: 'model_fallback_decision',
      decision: 'candidate_failed',
      candidateProvider: 'anthropic',
      reason: 'auth',
      ...event,
    },
    ...rest,
  });

describe('newestKeyTrouble', () => {
  it.each([
    ['a refused key', [line({})], 'auth'],
    ['an account that cannot pay', [line({ reason: 'billing', status: 402 })], 'billing'],
    ['the newest of both', [line({}), line({ reason: 'billing' })], 'billing'],
    ['a line among others', ['plain text', '{"1":"x"}', line({}), '{"model_fallback_decision":'], 'auth'],
    ['a time elsewhere in the line', [line({}, { _meta: { date: '2026-11-22T12:00:01.000Z' } })], 'auth'],
    ['a line without a time', [line({}, {})], 'auth'],
    ['a line without a readable time', [line({}, { time: 'soon' })], 'auth'],
    ['a line from before the start', [line({}, { time: '2026-11-22T11:59:59.000Z' })], null],
    ['a model that is busy', [line({ reason: 'rate_limit' })], null],
    ['another provider', [line({ candidateProvider: 'openai' })], null],
    ['a candidate that worked', [line({ decision: 'candidate_succeeded' })], null],
    ['another event', [line({ event: 'model_fallback_chain_stopped' })], null],
    ['somebody who writes about it', ['{"0":"model_fallback_decision","1":{"reason":"auth"}}'], null],
    ['JSON that is no object', ['["model_fallback_decision"]', '"model_fallback_decision"', 'null'], null],
    ['nothing', [], null],
  ] as const)('reads %s', (_what, lines, reason) => {
    expect(newestKeyTrouble(lines, BOOT)).toBe(reason);
  });

  it('takes every line when the start is not known', () => {
    expect(newestKeyTrouble([line({}, { time: '2020-01-01T00:00:00.000Z' })], null)).toBe('auth');
  });
});
