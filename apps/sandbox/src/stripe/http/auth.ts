import { unauthorized } from './errors.js';

const MISSING =
  'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
  "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details.";

/** Accepts any test key (`sk_test_…`, `rk_test_…`) as Bearer token or as the user name of Basic auth. */
export function checkKey(authorization: string | undefined): void {
  const key = keyOf(authorization);
  if (!key) throw unauthorized(MISSING);
  if (/^(sk|rk)_live_/.test(key)) {
    throw unauthorized('A live mode key was sent to the sandbox, which only takes test keys (sk_test_…).');
  }
  if (!/^(sk|rk)_test_\w+$/.test(key)) throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
}

function keyOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S+)\s*$/.exec(authorization ?? '') ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0];
  return undefined;
}

function masked(key: string): string {
  return key.length <= 8
    ? '*'.repeat(key.length)
    : `${key.slice(0, 4)}${'*'.repeat(key.length - 8)}${key.slice(-4)}`;
}
