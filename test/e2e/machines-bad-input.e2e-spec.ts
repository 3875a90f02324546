import { randomBytes, randomInt } from 'node:crypto';
import { sandbox } from '../support/sandbox-control.js';
import {
  atFly,
  fingerprintOf,
  fly,
  keyInAgent,
  keyStatus,
  staffView,
  untilDelivered,
  withAgent,
  withKey,
} from './support/agent.js';
import { Customer, GOOD_KEY, PASSWORD } from './support/customer.js';
import { passTime } from './support/time.js';
import { api, calm, eventually, vendors } from './support/world.js';

const MACHINE = '/api/user/machine';
const CHANNELS = '/api/user/channels';
const ONE_OF_EACH = { machines: 1, volumes: 1 };

afterEach(calm);

async function counted(customer: Customer): Promise<{ machines: number; volumes: number }> {
  const { machines, volumes } = await atFly(customer);
  return { machines: machines.length, volumes: volumes.length };
}

async function machineState(customer: Customer): Promise<string> {
  return (await customer.call('get', MACHINE).expect(200)).body.state;
}

interface Finding {
  kind: string;
  appName: string;
}

/** Compares Fly with the book and puts right what needs no person. @returns what was found */
async function reconcile(): Promise<Finding[]> {
  const admin = await Customer.staff('admin');
  const { body } = await eventually(async () => {
    const answer = await admin
      .call('post', '/api/admin/machines/reconcile')
      .send({ repair: true, reason: 'Something is missing at Fly' });
    return answer.status === 202 && answer;
  }, 'a comparison beginning');
  return eventually(async () => {
    const report = await admin.call('get', '/api/admin/machines/reconcile').expect(200);
    return report.body.run?.id === body.id && report.body.findings;
  }, 'the comparison ending');
}

describe('Fly while an agent is set up', () => {
  it.each<[string, string, string, object]>([
    [
      'a name somebody else has',
      'POST',
      '/v1/apps',
      { status: 422, body: { error: 'taken', status: 'name_taken' } },
    ],
    ['429 with Retry-After', 'POST', '/v1/apps', { status: 429, headers: { 'retry-after': '1' } }],
    [
      '429 with Retry-After',
      'POST',
      '/v1/apps/:app/machines',
      { status: 429, headers: { 'retry-after': '1' } },
    ],
    ['412', 'POST', '/v1/apps/:app/machines', { status: 412, body: { error: 'precondition failed' } }],
    ['404', 'POST', '/v1/apps/:app/machines', { status: 404, body: { error: 'app not found' } }],
    ['409', 'POST', '/v1/apps/:app/volumes', { status: 409, body: { error: 'conflict' } }],
    ['404', 'GET', '/v1/apps/:app/volumes', { status: 404, body: { error: 'app not found' } }],
    ['HTML', 'GET', '/v1/apps/:app/ip_assignments', { status: 200, body: '<html>maintenance</html>' }],
    ['HTML', 'POST', '/v1/apps/:app/machines', { status: 200, body: '<html>maintenance</html>' }],
  ])('answers %s to %s %s: one of each results', async (_what, method, route, fault) => {
    const customer = await withKey();
    await sandbox.fault(vendors.fly, { method, route: `${route}`, times: 1, fault });
    await customer.provision();
    expect(await counted(customer)).toEqual(ONE_OF_EACH);
    expect(await machineState(customer)).toBe('awake');
  });

  it('answers that a volume is being made, and then does not know it: another one is made', async () => {
    const customer = await withKey();
    const body = { id: 'vol_never', name: 'data', region: 'iad', state: 'creating' };
    const route = '/v1/apps/:app/volumes';
    await sandbox.fault(vendors.fly, { method: 'POST', route, times: 1, fault: { status: 200, body } });
    await customer.provision();
    expect(await counted(customer)).toEqual(ONE_OF_EACH);
  });

  it('refuses for good: the customer reads that it is our fault, staff read why, and a click goes on', async () => {
    const customer = await withKey();
    const key = (await keyStatus(customer))['masked'];
    await sandbox.fault(vendors.fly, {
      ...{ method: 'POST', route: '/v1/apps/:app/machines', times: 1 },
      fault: { status: 422, body: { error: 'guest.memory_mb is not what it used to be' } },
    });
    await customer.call('post', '/api/user/provision').expect(202);
    const failed = await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/provision/status').expect(200);
      return body.state === 'failed' && body;
    }, 'the refusal being told');
    expect(failed.message).toMatch(/provider refused .* our fault/);
    expect((await staffView(customer)).machine.error).toContain('memory_mb is not what it used to be');
    await customer.provision();
    expect(await counted(customer)).toEqual(ONE_OF_EACH);
    expect((await keyStatus(customer))['masked']).toBe(key);
  });
});

describe('many hands on one agent', () => {
  it('asked for ten times at once on all processes it is set up once', async () => {
    const customer = await withKey();
    const asks = Array.from({ length: 10 }, () => customer.call('post', '/api/user/provision'));
    expect((await Promise.all(asks)).map(({ status }) => status)).toEqual(Array(10).fill(202));
    await customer.provision();
    expect(await counted(customer)).toEqual(ONE_OF_EACH);
    const { data } = (await sandbox.requests(vendors.fly)) as { data: { method: string; path: string }[] };
    const { appName } = await atFly(customer);
    const made = data.filter(
      ({ method, path }) => method === 'POST' && path === `/v1/apps/${appName}/machines`,
    );
    expect(made).toHaveLength(1);
  });

  it.each(['restart', 'start'])(
    'a storm of %s is refused, not queued, and Fly is not stormed',
    async (act) => {
      const customer = await withAgent();
      const { appName, machines } = await atFly(customer);
      const storm = Array.from({ length: 40 }, () => customer.call('post', `${MACHINE}/${act}`));
      const answers = await Promise.all(storm);
      const accepted = answers.filter(({ status }) => status === 202).length;
      const refused = answers.filter(({ status }) => status === 409);
      const other = answers.filter(({ status }) => status !== 202 && status !== 409);
      expect(other.map(({ status, text }) => [status, text])).toEqual([]);
      expect(accepted).toBeGreaterThan(0);
      for (const { body, headers } of refused) {
        expect(body).toMatchObject({ errorCode: 'machine_busy', detail: expect.stringMatching(/\w{3,}/) });
        if (/moment ago/.test(body.detail)) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
      const { data } = (await sandbox.requests(vendors.fly)) as { data: { path: string }[] };
      const path = new RegExp(`^/v1/apps/${appName}/machines/${machines[0]?.id}/(re)?start$`);
      const sent = data.filter((one) => path.test(one.path));
      expect(sent.length).toBeLessThanOrEqual(10);
      await eventually(async () => (await machineState(customer)) === 'awake', 'the agent coming back');
    },
  );

  it('ten channels at once at the limit: not one more than the plan has', async () => {
    const customer = await withKey('starter');
    const acts = Array.from({ length: 10 }, (_, n) =>
      customer
        .call('post', CHANNELS)
        .send(
          n % 2 === 0
            ? { kind: 'telegram', token: telegramToken() }
            : { kind: n % 4 === 1 ? 'web' : 'whatsapp' },
        ),
    );
    const answers = await Promise.all(acts);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter((one) => one.status !== 201)) {
      expect([status, body.errorCode]).toEqual([
        expect.any(Number),
        expect.stringMatching(/^channel_(limit_reached|exists)$|limit|exists|taken/),
      ]);
      expect([403, 409, 422]).toContain(status);
    }
    expect((await customer.call('get', CHANNELS).expect(200)).body.channels).toHaveLength(1);
  });

  it('WhatsApp begun twice at once shows one and the same code', async () => {
    const customer = await withAgent();
    const { body: channel } = await customer.call('post', CHANNELS).send({ kind: 'whatsapp' }).expect(201);
    const begin = async () =>
      (await customer.call('post', `${CHANNELS}/${channel.id}/login`).expect(200)).body;
    const scan = { state: 'scan', qr: expect.stringMatching(/^data:image\/png;base64,/) };
    // What a process saw of the machine may be three seconds old.
    const [one, two] = await eventually(async () => {
      const both = await Promise.all([begin(), begin()]);
      return both.every(({ state }) => state === 'scan') && both;
    }, 'a code');
    expect(one).toEqual(scan);
    expect(two).toEqual(one);
  });

  it('the end of the account asked for while it is set up: it is kept for the week, then nothing is left', async () => {
    const customer = await withKey();
    await customer.call('post', '/api/user/provision').expect(202);
    await customer.call('delete', '/api/user/account').send({ password: PASSWORD }).expect(202);
    await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/provision/status');
      return body.state === 'ready' || body.state === 'failed';
    }, 'the set-up ending either way');
    const { appName } = await atFly(customer);
    for (let days = 0; days < 20; days += 4) await passTime(4 * 86_400);
    await eventually(async () => {
      await passTime(3600);
      return (await fly('GET', `apps/${appName}`)).status === 404;
    }, 'the app being gone');
    await api().post('/api/auth/login').send({ email: customer.email, password: PASSWORD }).expect(401);
  });
});

describe('behind our back', () => {
  /** Deletes at Fly, and waits for the customer being told that their agent is not there. */
  async function vanish(customer: Customer, ...paths: string[]): Promise<void> {
    const { appName } = await atFly(customer);
    for (const path of paths) {
      // A volume lets go of its machine a moment later.
      await eventually(async () => (await fly('DELETE', `apps/${appName}${path}`)).ok, `the end of ${path}`);
    }
    await eventually(async () => (await machineState(customer)) === 'unreachable', 'the dashboard noticing');
    const { body } = await customer.call('get', MACHINE).expect(200);
    expect(body.message).toMatch(/\w{3,} .{10,}/);
    const refused = await customer.call('post', `${MACHINE}/restart`);
    expect([409, 503]).toContain(refused.status);
    expect(refused.body).toMatchObject({ errorCode: expect.stringMatching(/^machine_/) });
  }

  it('its machine is deleted: it comes back on its own volume, with the key connected meanwhile', async () => {
    const customer = await withAgent();
    const { machines, volumes } = await atFly(customer);
    await vanish(customer, `/machines/${machines[0]?.id}?force=true`);
    const key = GOOD_KEY();
    await customer.connectKey(key);
    const { appName } = await atFly(customer);
    const found = (await reconcile()).filter((finding) => finding.appName === appName);
    // The key that waits to be handed over may be a finding of its own.
    expect(found).toContainEqual(expect.objectContaining({ kind: 'machine_missing', repair: 'redo' }));
    await eventually(async () => (await machineState(customer)) === 'awake', 'the agent coming back');
    const now = await atFly(customer);
    expect([now.machines.length, now.volumes.map(({ id }) => id)]).toEqual([1, volumes.map(({ id }) => id)]);
    expect(now.machines[0]?.id).not.toBe(machines[0]?.id);
    await untilDelivered(customer, 'the key connected meanwhile');
    expect(await keyInAgent(customer)).toBe(fingerprintOf(key));
  });

  it.each([
    ['its volume', 'volume_missing'],
    ['its whole app', 'app_missing'],
  ])('%s is deleted: nothing empty takes the place of a memory, a person decides', async (what, kind) => {
    const customer = await withAgent();
    const { appName, machines, volumes } = await atFly(customer);
    const volume = `/volumes/${volumes[0]?.id}`;
    const last = kind === 'app_missing' ? '?force=true' : volume;
    await vanish(customer, `/machines/${machines[0]?.id}?force=true`, last);
    await customer.connectKey();
    await eventually(
      async () => (await keyStatus(customer))['delivery'] === 'failed',
      `${what} being missed`,
    );
    const found = (await reconcile()).find((finding) => finding.kind === kind && finding.appName === appName);
    expect(found).toMatchObject({ repair: 'person', customerId: customer.id });
    expect(await counted(customer)).toEqual({ machines: 0, volumes: 0 });
    // The key itself is safe, and everything else of the customer's goes on.
    expect(await keyStatus(customer)).toMatchObject({ configured: true, verdict: 'valid' });
    await customer.call('get', `${MACHINE}/usage`).expect(200);
    await customer.call('post', CHANNELS).send({ kind: 'web' }).expect(201);
  });

  it('a machine of somebody else answers in its place: it is not touched, and told about to staff', async () => {
    const [customer, other] = [await withAgent(), await withAgent()];
    const [mine, theirs] = [await atFly(customer), await atFly(other)];
    const route = `/v1/apps/${mine.appName}/machines/${mine.machines[0]?.id}`;
    const body = { ...theirs.machines[0], id: mine.machines[0]?.id };
    await sandbox.fault(vendors.fly, { method: 'GET', route, times: null, fault: { status: 200, body } });
    const key = GOOD_KEY();
    await customer.connectKey(key);
    const jobs = async () => {
      const admin = await Customer.staff('admin');
      return JSON.stringify((await admin.call('get', '/api/admin/jobs').expect(200)).body);
    };
    await eventually(async () => (await jobs()).includes('belongs to mch_'), 'staff being told');
    expect((await keyStatus(customer))['delivery']).toBe('pending');
    const [still] = (await atFly(customer)).machines;
    expect(still?.config.metadata).toEqual(mine.machines[0]?.config.metadata);
    await calm();
    await passTime(120);
    await customer.signInAgain();
    await untilDelivered(customer, 'the key after the mix-up');
    expect(await keyInAgent(customer)).toBe(fingerprintOf(key));
    expect((await atFly(customer)).machines[0]?.config['mounts']).toEqual(mine.machines[0]?.config['mounts']);
  });
});

describe('a gateway that cannot be trusted', () => {
  let customer: Customer;
  let login: string;
  let route: string;
  beforeAll(async () => {
    customer = await withAgent();
    const { body } = await customer.call('post', CHANNELS).send({ kind: 'whatsapp' }).expect(201);
    login = `${CHANNELS}/${body.id}/login`;
    route = `/_apps/${(await atFly(customer)).appName}/*`;
    await eventually(async () => (await customer.call('post', login)).body.state === 'scan', 'a code');
  });
  beforeEach(() => customer.signInAgain());

  it.each<[string, object]>([
    ['garbage', { status: 200, body: 'garbage' }],
    ['a web page', { status: 200, body: '<!doctype html><script>alert(1)</script>' }],
    ['a list', { status: 200, body: [] }],
    ['8 MB', { status: 200, body: 'x'.repeat(8_000_000) }],
    ['somewhere else', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['that it does not know our token', { status: 401, body: { error: 'unauthorized' } }],
    ['that it is another agent', { status: 403, body: { ok: false, error: { code: 'FORBIDDEN' } } }],
    ['that it is broken', { status: 500, body: 'Error: at /app/node_modules/x.js:1:1' }],
    [
      'a picture that is a script',
      { status: 200, body: { ok: true, payload: { qrDataUrl: 'javascript:alert(1)' } } },
    ],
    ['a cut line', { dropAfter: true }],
    ['nothing, ever', { delayMs: 600_000 }],
  ])('answers %s: people get a sentence, and everything else goes on', async (_what, fault) => {
    await sandbox.fault(vendors.fly, { route, times: null, fault });
    const { status, body, text } = await customer.call('post', login);
    if (status === 200)
      expect(body).toMatchObject({ state: expect.stringMatching(/^(waking|ended)$/), qr: null });
    else expect([status, body.errorCode]).toEqual([503, 'machine_unavailable']);
    expect(text).not.toMatch(/script|garbage|node_modules/);
    // What a process saw of the machine may be three seconds old.
    await eventually(async () => (await machineState(customer)) === 'awake', 'the agent being awake');
    await customer.call('get', `${MACHINE}/usage`).expect(200);
    await calm();
    await eventually(async () => (await customer.call('post', login)).body.state === 'scan', 'a code');
  });
});

const letters = (length: number) => randomBytes(length).toString('hex').slice(0, length);
/** A bot of its own at each call. */
const telegramToken = () => `${randomInt(500_000_000, 999_999_999)}:AA${letters(33)}`;
const discordToken = () => `${letters(24)}.${letters(6)}.${letters(38)}`;

describe('a bot’s token', () => {
  it.each<[string, object, number, string]>([
    ['of Discord for Telegram', { kind: 'telegram', token: discordToken() }, 422, 'channel_token_invalid'],
    ['of Telegram for Discord', { kind: 'discord', token: telegramToken() }, 422, 'channel_token_invalid'],
    [
      'that Telegram revoked',
      { kind: 'telegram', token: `401${telegramToken().slice(3)}` },
      422,
      'channel_token_invalid',
    ],
    [
      'of a person at Discord',
      { kind: 'discord', token: `mfa.${letters(84)}` },
      422,
      'channel_token_invalid',
    ],
    [
      'with a path in it',
      { kind: 'telegram', token: `${telegramToken()}/../getMe` },
      422,
      'channel_token_invalid',
    ],
    [
      'with a line break in it',
      { kind: 'discord', token: `${discordToken()}\r\nx: y` },
      422,
      'channel_token_invalid',
    ],
    ['that is a key', { kind: 'telegram', token: 'sk-ant-api03-not-a-token' }, 422, 'channel_token_invalid'],
    ['that is a list', { kind: 'telegram', token: [telegramToken()] }, 400, 'invalid_request'],
    ['of 300 letters', { kind: 'telegram', token: letters(301) }, 400, 'invalid_request'],
    ['for a channel that has none', { kind: 'web', token: telegramToken() }, 422, 'channel_token_invalid'],
    ['that is missing', { kind: 'discord' }, 422, 'channel_token_required'],
  ])('%s is refused with what to do', async (_what, channel, status, errorCode) => {
    const customer = await withKey();
    const { status: got, body, text } = await customer.call('post', CHANNELS).send(channel);
    expect([got, body.errorCode]).toEqual([status, errorCode]);
    expect(body.detail).toMatch(/\w{3,} .{10,}/);
    const { token } = channel as { token?: unknown };
    if (typeof token === 'string') expect(text).not.toContain(token.slice(0, 24));
    expect((await customer.call('get', CHANNELS).expect(200)).body.channels).toEqual([]);
  });

  it('that serves somebody else’s agent here is refused, until that one lets go of it', async () => {
    const [one, two] = [await withKey(), await withKey()];
    const token = telegramToken();
    const connect = (customer: Customer) => customer.call('post', CHANNELS).send({ kind: 'telegram', token });
    const answers = await Promise.all([connect(one), connect(two)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [holder, loser] = answers[0].status === 201 ? [one, two] : [two, one];
    const refused = await connect(loser).expect(409);
    expect(refused.text).not.toMatch(new RegExp(`${holder.id}|${holder.email}|${token}`));
    const { body } = await holder.call('get', CHANNELS).expect(200);
    await holder.call('delete', `${CHANNELS}/${body.channels[0].id}`).expect(204);
    await connect(loser).expect(201);
  });

  it('is refused for a messenger nobody knows', async () => {
    const customer = await withKey();
    const { body } = await customer.call('post', CHANNELS).send({ kind: 'icq' }).expect(400);
    expect(body.errorCode).toBe('invalid_request');
  });
});
