import { randomBytes } from 'node:crypto';
import { createClient } from '@libsql/client';
import { sandbox } from '../support/sandbox-control.js';
import {
  atFly,
  fingerprintOf,
  keyInAgent,
  keyStatus,
  staffView,
  untilDelivered,
  withAgent,
  withKey,
} from './support/agent.js';
import { Customer, GOOD_KEY } from './support/customer.js';
import { passTime } from './support/time.js';
import { apiUrl, apiUrls, calm, eventually, vendors } from './support/world.js';

/** Says to the search for leaked keys that this request holds one in the wrong place on purpose. */
const MISPLACED = { 'x-canary-misplaced': 'on purpose' };
/** Random enough that no answer has 16 of its characters by chance. */
const random = () => randomBytes(36).toString('base64url').replaceAll(/[-_]/g, 'x');
const KEY = '/api/user/byok';

afterEach(calm);

/** No 16 characters in a row of what was sent, beyond what every key begins with. */
function expectNotRepeated(answer: string, secret: string): void {
  for (let at = 0; at + 16 <= secret.length; at += 1) expect(answer).not.toContain(secret.slice(at, at + 16));
}

/** Whether Anthropic was asked about a key that ends so; the stand-in's log keeps four characters. */
async function wasAsked(last4: string): Promise<boolean> {
  const { data } = (await sandbox.requests(vendors.anthropic)) as { data: { headers: object }[] };
  return data.some(({ headers }) => JSON.stringify(headers).includes(`…${last4}`));
}

describe('a pasted text that is no key', () => {
  let customer: Customer;
  beforeAll(async () => {
    customer = await Customer.register();
  });

  const bodies: [string, (tail: string) => unknown, string][] = [
    ['nothing', () => '', 'invalid_request'],
    ['white space and line breaks', () => ' \t\r\n\u00a0\u200b', 'key_malformed'],
    ['a key in quotes', (tail) => `"sk-ant-api03-${tail}"`, 'key_malformed'],
    ['a key in curly quotes', (tail) => `“sk-ant-api03-${tail}”`, 'key_malformed'],
    ['a line of settings', (tail) => `ANTHROPIC_API_KEY=sk-ant-api03-${tail}`, 'key_malformed'],
    ['a shell command', (tail) => `export K=sk-ant-api03-${tail}`, 'key_malformed'],
    ['a header', (tail) => `x-api-key: sk-ant-api03-${tail}`, 'key_malformed'],
    ['two keys', (tail) => `sk-ant-api03-${tail},sk-ant-api03-${tail}`, 'key_malformed'],
    ['half a key', () => 'sk-ant-api03-Ab', 'key_malformed'],
    ['a key of OpenAI', (tail) => `sk-proj-${tail}`, 'key_malformed'],
    ['a key of OpenRouter', (tail) => `sk-or-v1-${tail}`, 'key_malformed'],
    ['a key of Stripe', (tail) => `sk_test_${tail}`, 'key_malformed'],
    ['a key of Google', (tail) => `AIza${tail}`, 'key_malformed'],
    ['a token of GitHub', (tail) => `ghp_${tail}`, 'key_malformed'],
    ['a sign-in token', (tail) => `sk-ant-oat01-${tail}`, 'key_wrong_kind'],
    ['a refresh token', (tail) => `sk-ant-ort01-${tail}`, 'key_wrong_kind'],
    ['an admin key', (tail) => `sk-ant-admin01-${tail}`, 'key_wrong_kind'],
    ['10 KB', (tail) => `sk-ant-api03-${tail.repeat(212)}`.slice(0, 10_240), 'key_malformed'],
    ['more than 10 KB', (tail) => `sk-ant-api03-${tail.repeat(220)}`, 'invalid_request'],
    ['an emoji', (tail) => `sk-ant-api03-${tail}🔑`, 'key_malformed'],
    ['letters that look Latin', (tail) => `sk-аnt-api03-${tail}`, 'key_malformed'],
    ['text from right to left', (tail) => `\u202esk-ant-api03-${tail}`, 'key_malformed'],
    ['a NUL', (tail) => `sk-ant-api03-${tail}\u0000`, 'invalid_request'],
    ['half a surrogate pair', (tail) => `sk-ant-api03-${tail}\ud83d`, 'invalid_request'],
    ['a list', (tail) => [`sk-ant-api03-${tail}`], 'invalid_request'],
    ['an object', (tail) => ({ value: `sk-ant-api03-${tail}` }), 'invalid_request'],
    ['a number', () => 42, 'invalid_request'],
    ['null', () => null, 'invalid_request'],
  ];

  it.each(bodies)(
    '%s is refused with what to do, asks nobody and is not repeated',
    async (_what, of, code) => {
      const tail = random();
      for (const path of [KEY, `${KEY}/test`]) {
        const answer = await customer.call('post', path).send({ apiKey: of(tail) });
        if (path === KEY || answer.status !== 200) expect(answer.body).toMatchObject({ errorCode: code });
        else expect(answer.body).toMatchObject({ wouldSave: false });
        expect(String(answer.body.detail ?? answer.body.message)).toMatch(/\w{3,} .{10,}/);
        expectNotRepeated(answer.text, tail);
      }
      expect(await wasAsked(tail.slice(-4))).toBe(false);
      expect(await keyStatus(customer)).toMatchObject({ configured: false, masked: null });
    },
  );

  it.each<[string, (key: string) => [string, RequestInit]]>([
    ['a body that breaks off', (key) => [KEY, { body: `{"apiKey":"${key}` }]],
    ['a key without quotes', (key) => [KEY, { body: `{"apiKey":${key}}` }]],
    ['the key alone', (key) => [KEY, { body: key }]],
    ['the name of a field', (key) => [KEY, { body: JSON.stringify({ [key]: 'apiKey' }) }]],
    ['a list of keys', (key) => [KEY, { body: JSON.stringify([key]) }]],
    ['a form', (key) => [KEY, { body: `apiKey=${key}`, headers: { 'content-type': 'text/plain' } }]],
    ['another field', (key) => [KEY, { body: JSON.stringify({ apiKey: 'no', note: key }) }]],
    [
      'a messenger’s token',
      (key) => ['/api/user/channels', { body: `{"kind":"telegram","token":"${key}"}` }],
    ],
    ['a plan', (key) => ['/api/checkout', { body: JSON.stringify({ plan: key }) }]],
    ['an address', (key) => [`${KEY}/${key}`, { body: '{}' }]],
    ['a query', (key) => [`${KEY}?apiKey=${key}`, { body: '{}' }]],
    ['an id', (key) => [`/api/user/channels/${key}/pause`, { body: '{}' }]],
    ['a request id', (key) => [`${KEY}/nowhere`, { body: '{}', headers: { 'x-request-id': key } }]],
    ['a token of ours', (key) => ['/api/user/setup', { headers: { authorization: `Bearer ${key}` } }]],
  ])('in %s is refused and not repeated', async (_what, requestOf) => {
    const tail = random();
    const [path, { headers, ...init }] = requestOf(`sk-ant-api03-${tail}`);
    const answer = await fetch(`${apiUrl()}${path}`, {
      method: init.body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${customer.token}`,
        ...(headers as Record<string, string> | undefined),
        ...MISPLACED,
      },
      ...init,
    });
    expect([answer.status >= 400, answer.status < 500]).toEqual([true, true]);
    expectNotRepeated(`${JSON.stringify([...answer.headers])} ${await answer.text()}`, tail);
  });

  it('hidden in white space a key is found', async () => {
    const key = GOOD_KEY();
    const pasted = `\ufeff  ${key.slice(0, 20)}\r\n\t${key.slice(20, 50)}\u200b\n${key.slice(50)}\u00a0\n`;
    const { body } = await customer.call('post', KEY).send({ apiKey: pasted }).expect(200);
    expect(body).toMatchObject({ fingerprint: fingerprintOf(key), verdict: 'valid' });
  });
});

describe('Anthropic while a key is saved', () => {
  it.each<[string, string, { status: number; type: string }, number, string]>([
    ['refuses it', '/v1/models', { status: 401, type: 'authentication_error' }, 422, 'key_revoked'],
    ['forbids it', '/v1/models', { status: 403, type: 'permission_error' }, 422, 'key_forbidden'],
    ['breaks', '/v1/models', { status: 500, type: 'api_error' }, 200, 'unverified'],
    ['gives nonsense', '/v1/models', { status: 418, type: 'teapot' }, 200, 'unexpected'],
    ['breaks at the message', '/v1/messages', { status: 529, type: 'overloaded_error' }, 200, 'unverified'],
    ['cannot read it', '/v1/messages', { status: 400, type: 'invalid_request_error' }, 200, 'unexpected'],
  ])('and quotes it as it %s: we do not', async (_what, route, { status, type }, expected, verdict) => {
    const customer = await Customer.register();
    const key = GOOD_KEY();
    const error = { type, message: `invalid x-api-key: ${key} (${Buffer.from(key).toString('base64')})` };
    const body = { type: 'error', error, request_id: `req_${key}` };
    await sandbox.fault(vendors.anthropic, { route, times: null, fault: { status, body } });
    const answer = await customer.call('post', KEY).send({ apiKey: key }).expect(expected);
    expectNotRepeated(answer.text, key.slice(13));
    expect(answer.body.verdict ?? answer.body.errorCode).toBe(verdict);
  });

  it.each(['/v1/models', '/v1/messages'])('hangs at %s: the save ends within ten seconds', async (route) => {
    const customer = await Customer.register();
    await sandbox.fault(vendors.anthropic, { route, times: null, fault: { delayMs: 60_000 } });
    const answer = await fetch(`${apiUrl()}${KEY}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${customer.token}` },
      body: JSON.stringify({ apiKey: GOOD_KEY() }),
      signal: AbortSignal.timeout(10_000),
    });
    expect(await answer.json()).toMatchObject({ configured: true, enabled: true, verdict: 'unverified' });
  });

  it.each<[string, unknown]>([
    ['text', 'it works'],
    ['a web page', '<!doctype html><title>Sign in to the hotel’s network</title>'],
    ['an empty list', { data: [], has_more: false }],
    ['8 MB', 'x'.repeat(8_000_000)],
  ])('a network in between that answers 200 with %s makes no key good or bad', async (_what, body) => {
    const customer = await Customer.register();
    await sandbox.fault(vendors.anthropic, {
      route: '/v1/models',
      times: null,
      fault: { status: 200, body },
    });
    const answer = await customer.call('post', KEY).send({ apiKey: GOOD_KEY() }).expect(200);
    expect(answer.body).toMatchObject({ configured: true, enabled: true, verdict: 'unexpected' });
  });
});

describe('keys at the same time', () => {
  it('ten of one customer on all processes: one is kept, it is the one the agent runs with', async () => {
    const customer = await withAgent();
    const before = fingerprintOf('');
    // The agent's first key was the first of the ten checks one may ask for.
    const keys = Array.from({ length: 9 }, () => GOOD_KEY());
    await Promise.all(keys.map((apiKey) => customer.call('post', KEY).send({ apiKey }).expect(200)));
    const kept = await keyStatus(customer);
    expect(keys.map(fingerprintOf)).toContain(kept['fingerprint']);
    const limited = await customer.call('post', KEY).send({ apiKey: GOOD_KEY() }).expect(429);
    expect(limited.body.errorCode).toBe('key_check_limited');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    const status = await untilDelivered(customer, 'the last of nine keys arriving');
    expect(status).toMatchObject({ fingerprint: kept['fingerprint'], verdict: 'valid' });
    const inAgent = await eventually(async () => keyInAgent(customer), 'the agent saying which key it has');
    expect([inAgent, inAgent === before]).toEqual([kept['fingerprint'], false]);
    const { machines, volumes } = await atFly(customer);
    expect([machines.length, volumes.length]).toEqual([1, 1]);
  });

  it('the same of two customers: each has their own, and removing one leaves the other', async () => {
    const key = GOOD_KEY();
    const [one, two] = await Promise.all([Customer.register(), Customer.register()]);
    await Promise.all([one.connectKey(key), two.connectKey(key)]);
    await one.call('delete', KEY).expect(204);
    expect(await keyStatus(one)).toMatchObject({ configured: false });
    expect(await keyStatus(two)).toMatchObject({ configured: true, fingerprint: fingerprintOf(key) });
  });

  it('saved and removed at once, ten times: it is there or it is not, here and in the agent', async () => {
    const customer = await withAgent();
    const key = GOOD_KEY();
    const acts = Array.from({ length: 5 }, () => [
      customer.call('post', KEY).send({ apiKey: key }),
      customer.call('delete', KEY),
    ]);
    const answers = await Promise.all(acts.flat());
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 204)).toEqual(
      [],
    );
    const { configured } = await keyStatus(customer);
    const wanted = configured ? fingerprintOf(key) : fingerprintOf('');
    await eventually(
      async () => (await keyInAgent(customer)) === wanted,
      'the agent agreeing with the house',
    );
  });

  it('and a plan at once: the agent gets both, and stays the same machine', async () => {
    const customer = await withAgent('starter');
    const { machines: before } = await atFly(customer);
    const key = GOOD_KEY();
    await Promise.all([
      customer
        .call('post', '/api/user/subscription/preview')
        .send({ plan: 'power' })
        .expect(200)
        .then(({ body }) =>
          customer
            .call('post', '/api/user/subscription/change')
            .send({ plan: 'power', prorationDate: body.prorationDate, amountDueCents: body.amountDueCents })
            .expect(200),
        ),
      customer.connectKey(key),
    ]);
    await untilDelivered(customer, 'the new key arriving');
    await eventually(async () => {
      const { machines } = await atFly(customer);
      const services = JSON.stringify(machines[0]?.config['services']);
      return machines[0]?.id === before[0]?.id && services.includes('"autostop":false');
    }, 'the machine that no longer sleeps');
    await eventually(async () => (await keyInAgent(customer)) === fingerprintOf(key), 'the new key');
  });
});

describe('bringing a key to the agent', () => {
  it('an hour of refusals that quote the key: the customer reads so, nothing is repeated, and it arrives', async () => {
    const customer = await withAgent();
    const before = (await keyStatus(customer))['fingerprint'];
    const key = GOOD_KEY();
    const quoted = `cannot parse {"values":{"ANTHROPIC_API_KEY":"${key}"}} ${Buffer.from(key).toString('base64')}`;
    const route = `/v1/apps/${(await atFly(customer)).appName}/secrets`;
    await sandbox.fault(vendors.fly, {
      ...{ method: 'POST', route, times: null },
      fault: { status: 422, body: { error: quoted, details: { body: key } } },
    });
    await customer.connectKey(key);
    expect(await keyStatus(customer)).toMatchObject({ delivery: 'pending', fingerprint: fingerprintOf(key) });
    for (let tenMinutes = 0; tenMinutes < 6; tenMinutes += 1) await passTime(600);
    await customer.signInAgain();
    await eventually(
      async () => (await keyStatus(customer))['delivery'] === 'failed',
      'the failure being told',
    );
    await eventually(async () => (await keyInAgent(customer)) === before, 'the agent keeping its key');
    expectNotRepeated(JSON.stringify(await staffView(customer)), key.slice(13));
    await calm();
    await passTime(3600);
    await customer.signInAgain();
    await untilDelivered(customer, 'the key arriving after all');
    await eventually(async () => (await keyInAgent(customer)) === fingerprintOf(key), 'the agent having it');
  });

  it.each<[string, object]>([
    ['dropped before Fly acts', { dropBefore: true }],
    ['dropped after Fly acted', { dropAfter: true }],
    ['503', { status: 503 }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
    ['200 with a web page', { status: 200, body: '<html>' }],
    ['200 without a version', { status: 200, body: { secrets: [] } }],
  ])('the secrets call %s: it arrives all the same', async (_what, fault) => {
    const customer = await withAgent();
    const key = GOOD_KEY();
    const { appName, machines } = await atFly(customer);
    await sandbox.fault(vendors.fly, {
      method: 'POST',
      route: `/v1/apps/${appName}/secrets`,
      times: 2,
      fault,
    });
    await customer.connectKey(key);
    await untilDelivered(customer, 'the key arriving');
    await eventually(async () => (await keyInAgent(customer)) === fingerprintOf(key), 'the agent having it');
    expect((await atFly(customer)).machines.map(({ id }) => id)).toEqual(machines.map(({ id }) => id));
  });
});

describe('a database that fails in the middle of a save', () => {
  /** A connection of its own for each change: one that stays open keeps the others from writing. */
  const change = (sql: string) =>
    eventually(async () => {
      const database = createClient({ url: `file:${process.env['STACK_DATABASE_FILE']}` });
      try {
        return await database.execute(sql);
      } catch (error) {
        if (/locked/.test(String(error))) return null;
        throw error;
      } finally {
        database.close();
      }
    }, 'the database letting us in');

  it.each(['secrets', 'byok_keys', 'timeline_entries', 'outbox_jobs'])(
    'at %s: nothing is kept, nothing is said of the key, and the next try works',
    async (table) => {
      const customer = await withKey();
      const before = await keyStatus(customer);
      const key = GOOD_KEY();
      const column = table === 'outbox_jobs' ? 'payload' : 'user_id';
      for (const verb of ['INSERT', 'UPDATE']) {
        await change(
          `CREATE TRIGGER fail_${verb} BEFORE ${verb} ON ${table} WHEN NEW.${column} LIKE '%${customer.id}%'
           BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`,
        );
      }
      try {
        for (const url of apiUrls) {
          const answer = await fetch(`${url}${KEY}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${customer.token}` },
            body: JSON.stringify({ apiKey: key }),
          });
          const text = await answer.text();
          expect([answer.status, JSON.parse(text)]).toMatchObject([500, { errorCode: 'internal_error' }]);
          expectNotRepeated(text, key.slice(13));
        }
        expect(await keyStatus(customer)).toEqual(before);
      } finally {
        await change('DROP TRIGGER fail_INSERT');
        await change('DROP TRIGGER fail_UPDATE');
      }
      await customer.connectKey(key);
      expect(await keyStatus(customer)).toMatchObject({ fingerprint: fingerprintOf(key) });
    },
  );
});
