import { NO_ADVICE, mayHelpToRepeat, readAdvice } from './probe-advice.js';
import type { ProbeAnswer } from './verdict.js';

const now = new Date('2026-03-01T12:00:00Z');
const http = (status: number): ProbeAnswer => ({
  kind: 'http',
  status,
  type: null,
  code: null,
  message: null,
});

describe('readAdvice', () => {
  it.each<[Record<string, string>, boolean | null, number | null]>([
    [{}, null, null],
    [{ 'retry-after': '2' }, null, 2_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, null, 30_000],
    [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, null, null],
    [{ 'retry-after-ms': '50', 'retry-after': '2' }, null, 50],
    [{ 'retry-after-ms': 'soon', 'retry-after': '2' }, null, 2_000],
    [{ 'retry-after': '-3' }, null, null],
    [{ 'x-should-retry': 'true' }, true, null],
    [{ 'x-should-retry': 'false', 'retry-after': '1' }, false, 1_000],
    [{ 'x-should-retry': 'maybe' }, null, null],
  ])('%j', (headers, wanted, afterMs) => {
    expect(readAdvice(new Headers(headers), now)).toEqual({ wanted, afterMs });
  });

  it('takes a connection that broke for what it is', () =>
    expect(readAdvice(undefined, now)).toEqual(NO_ADVICE));
});

describe('mayHelpToRepeat', () => {
  it.each<[string, ProbeAnswer, boolean]>([
    ['success', { kind: 'ok' }, false],
    ['a login page', { kind: 'garbage' }, false],
    ['no answer', { kind: 'timeout' }, true],
    ['no connection', { kind: 'connection' }, true],
    ['408', http(408), true],
    ['409', http(409), true],
    ['500', http(500), true],
    ['529', http(529), true],
    ['400', http(400), false],
    ['404', http(404), false],
    ['302', http(302), false],
  ])('%s', (_what, answer, helps) => expect(mayHelpToRepeat(answer, NO_ADVICE)).toBe(helps));

  it('obeys the vendor', () => {
    expect(mayHelpToRepeat(http(500), { wanted: false, afterMs: null })).toBe(false);
    expect(mayHelpToRepeat(http(404), { wanted: true, afterMs: null })).toBe(true);
    expect(mayHelpToRepeat(http(302), { wanted: true, afterMs: null })).toBe(false);
  });
});
