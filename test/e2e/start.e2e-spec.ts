import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { ServerProcess, freePort } from '../support/processes.js';

const key = (id = 'k1') => `${id}:${randomBytes(32).toString('base64')}`;

describe('starting the API', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const environment = async (changes: Record<string, string> = {}) => ({
    PROFILE: 'sandbox',
    LOG_LEVEL: 'error',
    PORT: String(await freePort()),
    DATABASE_URL: `file:${join(folder, 'automna.db')}`,
    SECRETS_MASTER_KEYS: key(),
    JWT_SECRET: randomBytes(32).toString('hex'),
    STRIPE_API_URL: 'http://127.0.0.1:1',
    ...changes,
  });

  /** Starts it, waits for its end. @returns what it said on its way out. */
  async function refusal(env: Record<string, string>): Promise<string> {
    const api = ServerProcess.start('API', 'dist/apps/api/src/main.js', env);
    expect(await api.ended()).toBe(1);
    const lines = api.log.trim().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  }

  const same = randomBytes(32).toString('base64');
  it.each([
    ['a missing master key', { SECRETS_MASTER_KEYS: '' }, /SECRETS_MASTER_KEYS is missing/],
    [
      'a short master key',
      { SECRETS_MASTER_KEYS: `k1:${randomBytes(16).toString('base64')}` },
      /needs exactly 32/,
    ],
    ['a duplicate key id', { SECRETS_MASTER_KEYS: `${key('a')},${key('a')}` }, /"a" is used twice/],
    ['a duplicate key', { SECRETS_MASTER_KEYS: `a:${same},b:${same}` }, /"b" repeats another key/],
    ['several bad settings', { JWT_SECRET: 'short', PORT: 'http' }, /2 settings are wrong.*PORT.*JWT_SECRET/],
    [
      'placeholders in production',
      { PROFILE: 'production', PUBLIC_URL: 'https://a.test', STRIPE_SECRET_KEY: 'sk_change_me' },
      /STRIPE_SECRET_KEY is a placeholder/,
    ],
  ])('with %s ends with one clear line', async (_what, changes: Record<string, string>, message) => {
    expect(await refusal(await environment(changes))).toMatch(message);
  });

  it('on a port in use ends with one clear line', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    try {
      expect(await refusal(await environment({ PORT: String(port) }))).toMatch(
        new RegExp(`^Cannot start: 127.0.0.1:${port} is in use .* set PORT`),
      );
    } finally {
      taken.close();
    }
  });

  it('on a database newer than the code ends with one clear line and changes nothing', async () => {
    const url = `file:${join(folder, 'automna.db')}`;
    const client = createClient({ url });
    await client.execute('CREATE TABLE migrations (id INTEGER PRIMARY KEY, timestamp BIGINT, name TEXT)');
    await client.execute("INSERT INTO migrations VALUES (1, 9999999999999, 'FromTheFuture9999999999999')");
    client.close();
    expect(await refusal(await environment())).toMatch(
      /^Cannot start: The database is newer than this version/,
    );
    const again = createClient({ url });
    const tables = await again.execute(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'users'",
    );
    expect(tables.rows).toHaveLength(0);
    again.close();
  });

  it('stops within its time on SIGTERM, with exit code 0', async () => {
    const env = await environment();
    const api = ServerProcess.start('API', 'dist/apps/api/src/main.js', env);
    await api.untilOk(`http://127.0.0.1:${env.PORT}/api/health/ready`);
    expect(await api.stop('SIGTERM')).toBe(0);
  });
});
