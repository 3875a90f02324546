import { describe, expect, it } from '@jest/globals';
import { FlyError, type FlyFailure } from '../adapters/fly-error.js';
import { automaticRetryDelay, MAX_TROUBLES, NotYet, StepFailure } from './failures.js';
import { type Situation, weigh } from './weigh.js';

const situation = (overrides: Partial<Situation> = {}): Situation => ({
  step: 'machine',
  region: 'iad',
  fullRegions: [],
  hasMachine: false,
  attempts: 0,
  regions: { region: 'iad', fallbackRegions: ['ewr', 'ord'] },
  ...overrides,
});
const fly = (failure: FlyFailure, retryAfterMs?: number) =>
  new FlyError(failure, 'what Fly said', { retryAfterMs });

describe('weigh', () => {
  it.each([
    ['no room, first region', fly('capacity'), {}, { do: 'move', to: 'ewr' }],
    ['no room for the volume', fly('capacity'), { step: 'volume' }, { do: 'move', to: 'ewr' }],
    [
      'no room, second region',
      fly('capacity'),
      { region: 'ewr', fullRegions: ['iad'] },
      { do: 'move', to: 'ord' },
    ],
    [
      'no room anywhere',
      fly('capacity'),
      { region: 'ord', fullRegions: ['iad', 'ewr'] },
      { do: 'fail', code: 'capacity' },
    ],
    [
      'no room, but the machine exists: its volume ties it',
      fly('capacity'),
      { step: 'start', hasMachine: true },
      { do: 'fail', code: 'capacity' },
    ],
    ['rate limit', fly('rate_limited'), {}, { do: 'retry', delayMs: 2000 }],
    ['rate limit for minutes', fly('rate_limited', 600_000), {}, { do: 'retry', delayMs: 600_000 }],
    ['rate limit for a year', fly('rate_limited', 3e10), {}, { do: 'retry', delayMs: 3_600_000 }],
    ['third trouble', fly('unavailable'), { attempts: 2 }, { do: 'retry', delayMs: 8000 }],
    ['somebody else is at it', fly('conflict'), {}, { do: 'retry' }],
    ['something is gone', fly('not_found'), {}, { do: 'rebuild' }],
    [
      'one trouble too many',
      fly('unavailable'),
      { attempts: MAX_TROUBLES - 1 },
      { do: 'fail', code: 'provider_unavailable' },
    ],
    ['bad token', fly('unauthorized'), {}, { do: 'fail', code: 'provider_refused' }],
    ['bad request', fly('rejected'), {}, { do: 'fail', code: 'provider_refused' }],
    ['more time needed', new NotYet(1500, 'starting'), { attempts: 99 }, { do: 'wait', delayMs: 1500 }],
    ['a step gives up', new StepFailure('key_required'), {}, { do: 'fail', code: 'key_required' }],
    ['a bug', new TypeError('oops'), {}, { do: 'retry', reason: 'TypeError: oops' }],
    ['a bug that stays', new TypeError('oops'), { attempts: 99 }, { do: 'fail', code: 'internal' }],
  ] as [string, unknown, Partial<Situation>, object][])('%s', (_name, error, where, expected) => {
    expect(weigh(error, situation(where))).toMatchObject(expected);
  });

  it('tries again by itself after 5 minutes, doubling up to 6 hours', () => {
    const minutes = [1, 2, 3, 7, 8, 500].map((failures) => automaticRetryDelay(failures) / 60_000);
    expect(minutes).toEqual([5, 10, 20, 320, 360, 360]);
  });
});
