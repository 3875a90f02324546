import { type Verdict, isSaved } from '@automna/contracts';
import { type AppConfig, AppLogger, type ManualClock } from '@automna/core';
import { AnthropicProbe, PROBE_TIMES } from './adapters/anthropic-probe.js';
import { VERDICT_MESSAGES } from './domain/verdict.js';
import { toKeyStatus } from './http/key-status.js';
import { ByokFixture } from './testing/open-byok.js';
import { MESSAGE, type Script, ScriptedAnthropic, models, refusal } from './testing/scripted-anthropic.js';

const KEY = `sk-ant-api03-${'kEy_-'.repeat(18)}AA`;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NO_CREDIT =
  'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.';

/** The real probe with a patience of a test's choice. */
class HastyProbe extends AnthropicProbe {
  static patience = { budgetMs: 5_000, attemptMs: 2_000, pauseMs: 5 };
  protected override get times() {
    return HastyProbe.patience;
  }
}

const list = (...answers: Script['list']): Partial<Script> => ({ list: answers });
const message = (...answers: Script['message']): Partial<Script> => ({ message: answers });
const hang = { behaviour: 'hang' } as const;
const drop = { behaviour: 'drop' } as const;
const html = (status: number) => ({ status, body: '<html>no</html>' });

interface Outcome {
  verdict: Verdict;
  /** Until the next check; null for a key that is not saved. */
  next: number | null;
  /** Calls made, retries included. */
  calls: number;
}

const saved = (verdict: Verdict, next: number, calls: number): Outcome => ({ verdict, next, calls });
const refused = (verdict: Verdict, calls: number): Outcome => ({ verdict, next: null, calls });

/** What Anthropic answers -> what becomes of the key. */
const TABLE: [string, Partial<Script>, Outcome][] = [
  ['everything works', {}, saved('valid', DAY, 2)],
  [
    'a bad key',
    list(refusal(401, 'authentication_error', { message: 'invalid x-api-key' })),
    refused('revoked', 1),
  ],
  [
    'an expired key',
    list(refusal(401, 'authentication_error', { message: 'expired' })),
    refused('revoked', 1),
  ],
  ['a key revoked between the calls', message(refusal(401, 'authentication_error')), refused('revoked', 2)],
  ['no permission', list(refusal(403, 'permission_error')), refused('forbidden', 1)],
  [
    'no permission for any model',
    { list: [models('a', 'b')], message: [refusal(403, 'permission_error')] },
    refused('forbidden', 3),
  ],
  [
    'the cheapest model forbidden, the next one allowed',
    { list: [models('a', 'b')], message: [refusal(403, 'permission_error'), MESSAGE] },
    saved('valid', DAY, 3),
  ],
  [
    'the cheapest model gone, the next one there',
    { list: [models('a', 'b')], message: [refusal(404, 'not_found_error'), MESSAGE] },
    saved('valid', DAY, 3),
  ],
  [
    'on hold, as 400',
    list(refusal(400, 'invalid_request_error', { code: 'organization_on_hold' })),
    refused('on_hold', 1),
  ],
  [
    'on hold, as 403',
    message(refusal(403, 'permission_error', { code: 'organization_on_hold' })),
    refused('on_hold', 2),
  ],
  [
    'no credit, by sentence',
    message(refusal(400, 'invalid_request_error', { message: NO_CREDIT })),
    saved('no_credit', 60 * MINUTE, 2),
  ],
  ['no credit, by status', message(refusal(402, 'billing_error')), saved('no_credit', 60 * MINUTE, 2)],
  ['no credit, by type', message(refusal(400, 'billing_error')), saved('no_credit', 60 * MINUTE, 2)],
  [
    'a spend limit as 429',
    message(refusal(429, 'rate_limit_error', { code: 'enforced_spend_limit_reached' })),
    saved('no_credit', 60 * MINUTE, 2),
  ],
  [
    'a contract limit as 429',
    message(refusal(429, 'rate_limit_error', { code: 'contract_spend_limit_reached' })),
    saved('no_credit', 60 * MINUTE, 2),
  ],
  [
    'a spend limit as 400',
    message(refusal(400, 'invalid_request_error', { code: 'enforced_spend_limit_reached' })),
    saved('no_credit', 60 * MINUTE, 2),
  ],
  ['a rate limit on the list', list(refusal(429, 'rate_limit_error')), saved('rate_limited', 10 * MINUTE, 1)],
  [
    'a rate limit on the message',
    message(refusal(429, 'rate_limit_error', { headers: { 'retry-after': '2' } })),
    saved('rate_limited', 10 * MINUTE, 2),
  ],
  [
    'a long rate limit',
    message(refusal(429, 'rate_limit_error', { headers: { 'retry-after': '7200' } })),
    saved('rate_limited', 120 * MINUTE, 2),
  ],
  [
    'a ramp limit',
    message(refusal(429, 'rate_limit_error', { code: 'ramp_limit_exceeded' })),
    saved('rate_limited', 10 * MINUTE, 2),
  ],
  [
    'a limit invented later',
    message(refusal(429, 'rate_limit_error', { code: 'brand_new' })),
    saved('rate_limited', 10 * MINUTE, 2),
  ],
  ['overloaded', list(refusal(529, 'overloaded_error')), saved('unverified', MINUTE, 2)],
  ['overloaded once', list(refusal(529, 'overloaded_error'), models('a')), saved('valid', DAY, 3)],
  ['an internal error at the message', message(refusal(500, 'api_error')), saved('unverified', MINUTE, 3)],
  [
    'an internal error not to be repeated',
    list(refusal(500, 'api_error', { headers: { 'x-should-retry': 'false' } })),
    saved('unverified', MINUTE, 1),
  ],
  [
    'an internal error with a short pause',
    list(refusal(500, 'api_error', { headers: { 'retry-after-ms': '1' } }), models('a')),
    saved('valid', DAY, 3),
  ],
  [
    'an internal error with a pause beyond our patience',
    list(refusal(503, 'api_error', { headers: { 'retry-after': '90' } })),
    saved('unverified', 1.5 * MINUTE, 1),
  ],
  ['a bad gateway', list(html(502)), saved('unverified', MINUTE, 2)],
  ['unavailable', list(html(503)), saved('unverified', MINUTE, 2)],
  ['their own time-out', message(refusal(504, 'timeout_error')), saved('unverified', MINUTE, 3)],
  ['a request time-out', list(refusal(408, 'api_error')), saved('unverified', MINUTE, 2)],
  ['no answer to the list', list(hang), saved('unverified', MINUTE, 2)],
  ['no answer to the message', message(hang), saved('unverified', MINUTE, 3)],
  ['no answer at first', list(hang, models('a')), saved('valid', DAY, 3)],
  ['a connection that breaks', list(drop), saved('unverified', MINUTE, 2)],
  ['a connection that breaks once', message(drop, MESSAGE), saved('valid', DAY, 3)],
  ['a bad request of ours', message(refusal(400, 'invalid_request_error')), saved('unexpected', MINUTE, 2)],
  ['a conflict', list(refusal(409, 'conflict_error')), saved('unexpected', MINUTE, 2)],
  ['too large', message(refusal(413, 'request_too_large')), saved('unexpected', MINUTE, 2)],
  ['no such address', list(refusal(404, 'not_found_error')), saved('unexpected', MINUTE, 1)],
  [
    'a redirect to elsewhere',
    list({ status: 302, headers: { location: 'https://example.test/' } }),
    saved('unexpected', MINUTE, 1),
  ],
  ['a 401 of something in between', list(html(401)), saved('unexpected', MINUTE, 1)],
  ['a 403 of something in between', list(html(403)), saved('unexpected', MINUTE, 1)],
  [
    'a 403 with an error that is no object',
    list({ status: 403, body: { error: 'blocked' } }),
    saved('unexpected', MINUTE, 1),
  ],
  ['a login page instead of the list', list(html(200)), saved('unexpected', MINUTE, 1)],
  ['a login page instead of the message', message(html(200)), saved('unexpected', MINUTE, 2)],
  ['a list without models', list(models()), saved('unexpected', MINUTE, 1)],
  [
    'a list of something else',
    list({ status: 200, body: { data: [null, { id: 3 }] } }),
    saved('unexpected', MINUTE, 1),
  ],
  [
    'JSON that breaks off',
    list({ status: 200, body: '{"data":[', headers: { 'content-type': 'application/json' } }),
    saved('unverified', MINUTE, 2),
  ],
];

describe('a key and what Anthropic answers', () => {
  let anthropic: ScriptedAnthropic;
  let room: ByokFixture;

  beforeAll(async () => {
    anthropic = await ScriptedAnthropic.start();
    const config = { anthropic: { apiUrl: anthropic.url } } as AppConfig;
    const probe = (clock: ManualClock, logger: AppLogger) => new HastyProbe(config, logger, clock);
    room = await ByokFixture.open({ probe });
  });
  afterAll(async () => {
    await room.close();
    await anthropic.close();
  });

  it.each(TABLE)('%s', async (_what, script, { verdict, next, calls }) => {
    anthropic.play(script);
    // Short where the server hangs, long where a busy machine must not look like a hanging server.
    const hangs = [...(script.list ?? []), ...(script.message ?? [])].includes(hang);
    HastyProbe.patience = { budgetMs: 5_000, attemptMs: hangs ? 400 : 2_000, pauseMs: 5 };
    const userId = await room.user();
    // Of its own, because a model found for a key is remembered.
    const key = `${KEY}${userId.slice(-12).replace(/[^A-Za-z0-9]/g, 'x')}`;
    const now = room.clock.now().getTime();
    if (next === null) {
      await expect(room.keys.save(userId, key)).rejects.toMatchObject({
        errorCode: `key_${verdict}`,
        spec: { status: 422 },
        detail: VERDICT_MESSAGES[verdict],
      });
      expect([await room.keys.ofUser(userId), await room.keys.usableKey(userId)]).toEqual([null, null]);
    } else {
      const row = await room.keys.save(userId, key);
      expect([row.verdict, row.nextCheckAt.getTime() - now]).toEqual([verdict, next]);
      expect(toKeyStatus(row)).toMatchObject({ message: VERDICT_MESSAGES[verdict], enabled: true });
      expect((await room.keys.usableKey(userId))?.secret.reveal()).toBe(key);
    }
    expect(isSaved(verdict)).toBe(next !== null);
    expect(anthropic.calls).toHaveLength(calls);
    expect(anthropic.calls.every(({ authorization }) => authorization === `Bearer ${key}`)).toBe(true);
  });

  it('refuses a key only when Anthropic itself said so', () => {
    const spoken = new Set(['authentication_error', 'permission_error', 'invalid_request_error']);
    const refusals = TABLE.filter(([, , { next }]) => next === null);
    const typesOf = ([, script]: (typeof TABLE)[number]) =>
      [...(script.list ?? []), ...(script.message ?? [])].flatMap((answer) => {
        const body = 'status' in answer && answer.status >= 400 ? answer.body : undefined;
        return body ? [(body as { error: { type: string } }).error.type] : [];
      });
    expect(TABLE.length).toBeGreaterThanOrEqual(30);
    expect(refusals.flatMap(typesOf).filter((type) => !spoken.has(type))).toEqual([]);
    expect(refusals.filter((row) => typesOf(row).length === 0)).toEqual([]);
  });

  it('never keeps a save waiting for a vendor that does not answer', async () => {
    expect(PROBE_TIMES.budgetMs).toBeLessThan(10_000);
    anthropic.play({ list: [models('a', 'b', 'c')], message: [hang] });
    HastyProbe.patience = { budgetMs: 300, attemptMs: 2_000, pauseMs: 5 };
    const started = performance.now();
    expect((await room.keys.save(await room.user(), `${KEY}slow`)).verdict).toBe('unverified');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('remembers the model of a key, and finds another one when it is gone', async () => {
    HastyProbe.patience = { budgetMs: 5_000, attemptMs: 2_000, pauseMs: 5 };
    const userId = await room.user();
    anthropic.play({ list: [models('first')] });
    await room.keys.test(userId, `${KEY}known`);
    await room.keys.save(userId, `${KEY}known`);
    expect(anthropic.calls.map(({ model }) => model)).toEqual([null, 'first', 'first']);
    anthropic.play({ list: [models('second')], message: [refusal(404, 'not_found_error'), MESSAGE] });
    expect((await room.keys.save(userId, `${KEY}known`)).model).toBe('second');
    expect(anthropic.calls.map(({ model }) => model)).toEqual(['first', null, 'second']);
    anthropic.play({ message: [refusal(401, 'authentication_error')] });
    await expect(room.keys.save(userId, `${KEY}known`)).rejects.toMatchObject({ errorCode: 'key_revoked' });
  });
});
