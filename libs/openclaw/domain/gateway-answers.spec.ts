import { describe, expect, it } from '@jest/globals';
import { readChannels, readConfig, readCost, readLogin, readLogTail } from './gateway-answers.js';

/** What a machine that belongs to somebody may answer to anything. */
const GARBAGE = [
  null,
  undefined,
  7,
  'text',
  [],
  {},
  {
    parsed: [],
    channels: 7,
    channelAccounts: [],
    lines: 'x',
    cursor: -1,
    totals: [],
    connected: 'yes',
    qrDataUrl: 5,
  },
  { parsed: null, cursor: Number.NaN, lines: null, totals: null, qrDataUrl: 'javascript:alert(1)' },
];
const QR = 'data:image/png;base64,iVBORw0KGgo=';

describe('answers of a gateway', () => {
  it.each(GARBAGE.map((garbage) => [garbage]))('are read with care: %j', (garbage) => {
    expect(readConfig(garbage)).toBeNull();
    expect(readChannels(garbage)).toBeNull();
    expect(readLogTail(garbage)).toBeNull();
    expect(readCost(garbage)).toBeNull();
    expect(readLogin(garbage)).toEqual({ state: 'ended' });
  });

  it('name channels by their account, else by the summary', () => {
    const channels = readChannels({
      channels: { telegram: { configured: true }, whatsapp: { linked: true }, discord: {}, slack: 7 },
      channelAccounts: {
        telegram: [{ running: true, connected: true }],
        whatsapp: [{ linked: false, running: false }],
        discord: [{ running: false }],
      },
    });
    expect(Object.fromEntries([...(channels ?? [])].map(([kind, { state }]) => [kind, state]))).toEqual({
      telegram: 'working',
      whatsapp: 'unlinked',
      discord: 'failing',
      slack: 'working',
    });
  });

  it('hold the end of the log', () => {
    expect(readLogTail({ file: '/tmp/a.log', cursor: 5, size: 9, lines: ['a', 7, 'b'] })).toEqual({
      file: '/tmp/a.log',
      cursor: 5,
      size: 9,
      lines: ['a', 'b'],
    });
  });

  it('hold what was used, with or without a price', () => {
    const totals = {
      input: 1200,
      output: 34,
      cacheRead: 1,
      cacheWrite: 2,
      totalTokens: 1237,
      totalCost: 0.00411,
    };
    expect(readCost({ days: 30, totals, cacheStatus: { status: 'refreshing' } })).toEqual({
      days: 30,
      inputTokens: 1200,
      outputTokens: 34,
      cacheReadTokens: 1,
      cacheWriteTokens: 2,
      totalTokens: 1237,
      costUsd: 0.00411,
      refreshing: true,
    });
    expect(readCost({ totals: { totalTokens: 5, totalCost: 'much' } })).toMatchObject({ costUsd: null });
    expect(readCost({ totals: { totalTokens: -5, input: Infinity } })).toMatchObject({
      totalTokens: 0,
      inputTokens: 0,
    });
  });

  it.each([
    [{ connected: true, qrDataUrl: QR }, { state: 'linked' }],
    [
      { connected: false, qrDataUrl: QR },
      { state: 'scan', qr: QR },
    ],
    [{ qrDataUrl: `data:image/svg+xml;base64,PHN2Zz4=` }, { state: 'ended' }],
    [{ qrDataUrl: `${QR}" onload="x` }, { state: 'ended' }],
    [{ qrDataUrl: `data:image/png;base64,${'A'.repeat(20_000)}` }, { state: 'ended' }],
    [{ connected: false, message: 'The login QR expired.' }, { state: 'ended' }],
  ])('tell how far a login is: %j', (answer, expected) => {
    expect(readLogin(answer)).toEqual(expected);
  });
});
