import { VERDICTS, type Verdict, isSaved } from '@automna/contracts';
import { type ProbeAnswer, VERDICT_MESSAGES, classify, isEnabled, nextCheckDelay } from './verdict.js';

const http = (
  status: number,
  type: string | null = null,
  code: string | null = null,
  message: string | null = null,
) => ({ kind: 'http', status, type, code, message }) as const;

const NO_CREDIT =
  'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.';

const TABLE: [string, ProbeAnswer, Verdict][] = [
  ['both calls worked', { kind: 'ok' }, 'valid'],
  ['a bad key', http(401, 'authentication_error', null, 'invalid x-api-key'), 'revoked'],
  ['an expired key', http(401, 'authentication_error', null, 'API key has expired'), 'revoked'],
  ['a 401 that is not Anthropic’s', http(401), 'unexpected'],
  ['no permission', http(403, 'permission_error'), 'forbidden'],
  ['a 403 from something in between', http(403, null, null, '<html>'), 'unexpected'],
  ['a success that is not Anthropic’s', { kind: 'garbage' }, 'unexpected'],
  ['an organisation on hold, as 400', http(400, 'invalid_request_error', 'organization_on_hold'), 'on_hold'],
  ['an organisation on hold, as 403', http(403, 'permission_error', 'organization_on_hold'), 'on_hold'],
  ['no credit, told by sentence', http(400, 'invalid_request_error', null, NO_CREDIT), 'no_credit'],
  ['no credit, told by status', http(402, 'billing_error'), 'no_credit'],
  ['no credit, told by type', http(400, 'billing_error'), 'no_credit'],
  ['a spend limit', http(429, 'rate_limit_error', 'enforced_spend_limit_reached'), 'no_credit'],
  ['a contract limit', http(429, 'rate_limit_error', 'contract_spend_limit_reached'), 'no_credit'],
  ['a spend limit, as 400', http(400, 'invalid_request_error', 'enforced_spend_limit_reached'), 'no_credit'],
  ['a rate limit', http(429, 'rate_limit_error'), 'rate_limited'],
  ['a ramp limit', http(429, 'rate_limit_error', 'ramp_limit_exceeded'), 'rate_limited'],
  ['a limit code invented later', http(429, 'rate_limit_error', 'brand_new_limit'), 'rate_limited'],
  ['overloaded', http(529, 'overloaded_error'), 'unverified'],
  ['an internal error', http(500, 'api_error'), 'unverified'],
  ['a bad gateway', http(502, null, null, '<html>'), 'unverified'],
  ['unavailable', http(503), 'unverified'],
  ['a vendor-side timeout', http(504, 'timeout_error'), 'unverified'],
  ['a request timeout', http(408), 'unverified'],
  ['no answer in time', { kind: 'timeout' }, 'unverified'],
  ['no connection', { kind: 'connection' }, 'unverified'],
  [
    'a bad request of ours',
    http(400, 'invalid_request_error', null, 'max_tokens: must be positive'),
    'unexpected',
  ],
  ['a model that is gone', http(404, 'not_found_error'), 'unexpected'],
  ['a conflict', http(409, 'conflict_error'), 'unexpected'],
  ['too large', http(413, 'request_too_large'), 'unexpected'],
  ['a redirect', http(302), 'unexpected'],
  ['a teapot', http(418), 'unexpected'],
  ['the credit sentence under another status', http(404, 'not_found_error', null, NO_CREDIT), 'unexpected'],
];

describe('the verdict on an answer of Anthropic', () => {
  it.each(TABLE)('%s', (_what, answer, verdict) => expect(classify(answer)).toBe(verdict));

  it('refuses a key only when the vendor said so', () => {
    const refused = TABLE.filter(([, answer]) => !isSaved(classify(answer)));
    expect(
      refused.every(([, answer]) => answer.kind === 'http' && [400, 401, 403].includes(answer.status)),
    ).toBe(true);
  });

  it('has a sentence for every verdict', () => {
    expect(VERDICTS.filter((verdict) => !VERDICT_MESSAGES[verdict])).toEqual([]);
  });

  it('lets the agent use every key that is kept', () => {
    expect(VERDICTS.filter(isEnabled)).toEqual(VERDICTS.filter(isSaved));
  });
});

describe('the next check', () => {
  it('is a day away once decided', () => expect(nextCheckDelay('valid', 0)).toBe(86_400_000));

  it('never comes before the vendor wants it, and within a day', () => {
    expect(nextCheckDelay('rate_limited', 0, 3_600_000)).toBe(3_600_000);
    expect(nextCheckDelay('rate_limited', 0, 1_000)).toBe(600_000);
    expect(nextCheckDelay('unverified', 1, 30 * 86_400_000)).toBe(86_400_000);
  });

  it('backs off while undecided, to six hours at most', () => {
    const delays = [1, 2, 3, 4, 20].map((count) => nextCheckDelay('unverified', count) / 60_000);
    expect(delays).toEqual([1, 2, 4, 8, 360]);
  });
});
