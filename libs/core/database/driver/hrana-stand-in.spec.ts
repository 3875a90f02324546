import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { type HranaServer, startHranaServer } from '../../../../test/support/hrana/index.js';

/** The stand-in for a libSQL server must please the official client, or the tests that use it prove nothing. */
describe('the Hrana stand-in, asked by the official client', () => {
  let folder: string;
  let server: HranaServer;
  let client: Client;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-hrana-'));
    server = await startHranaServer({ path: join(folder, 'db'), authToken: 'sesame', streamTtlMs: 50 });
    client = createClient({ url: server.url, authToken: 'sesame', intMode: 'bigint' });
    await client.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE)');
  });
  afterEach(async () => {
    client.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('executes, with positional and named arguments', async () => {
    const inserted = await client.execute({ sql: 'INSERT INTO t (v) VALUES (?)', args: ['a'] });
    expect([inserted.rowsAffected, inserted.lastInsertRowid]).toEqual([1, 1n]);
    const named = await client.execute({ sql: 'SELECT v, id FROM t WHERE v = :v', args: { v: 'a' } });
    expect([named.columns, named.rows[0]?.['v'], named.rows[0]?.['id']]).toEqual([['v', 'id'], 'a', 1n]);
  });

  it('carries every kind of value', async () => {
    const bytes = new Uint8Array([0, 255]);
    const args = [null, 9223372036854775807n, 1.5, 'ü', bytes];
    const { rows } = await client.execute({ sql: 'SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e', args });
    const row = rows[0];
    expect([row?.['a'], row?.['b'], row?.['c'], row?.['d']]).toEqual([null, 9223372036854775807n, 1.5, 'ü']);
    expect(new Uint8Array(row?.['e'] as ArrayBuffer)).toEqual(bytes);
  });

  it('runs a batch wholly or not at all', async () => {
    await client.batch([`INSERT INTO t (v) VALUES ('a')`, `INSERT INTO t (v) VALUES ('b')`], 'write');
    const broken = client.batch(
      [`INSERT INTO t (v) VALUES ('c')`, `INSERT INTO t (v) VALUES ('a')`],
      'write',
    );
    await expect(broken).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect((await client.execute('SELECT * FROM t')).rows).toHaveLength(2);
  });

  it('keeps interactive transactions apart', async () => {
    const write = async (v: string, commit: boolean): Promise<void> => {
      const transaction = await client.transaction('write');
      await transaction.execute({ sql: 'INSERT INTO t (v) VALUES (?)', args: [v] });
      await (commit ? transaction.commit() : transaction.rollback());
    };
    await Promise.all([write('a', true), write('b', false), write('c', true)]);
    const { rows } = await client.execute('SELECT v FROM t ORDER BY v');
    expect(rows.map((row) => row['v'])).toEqual(['a', 'c']);
  });

  it('runs scripts and migrations', async () => {
    await client.executeMultiple(`CREATE TABLE a (x); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);`);
    await client.migrate(['ALTER TABLE a ADD COLUMN y', 'INSERT INTO a VALUES (3, 3)']);
    expect((await client.execute('SELECT * FROM a')).rows).toHaveLength(3);
  });

  it('refuses a wrong token', async () => {
    const stranger = createClient({ url: server.url, authToken: 'wrong' });
    await expect(stranger.execute('SELECT 1')).rejects.toMatchObject({ code: 'AUTH_INVALID' });
    stranger.close();
  });

  it('closes a stream left idle, rolls back its transaction and lets the next writer in', async () => {
    const forgotten = await client.transaction('write');
    await forgotten.execute(`INSERT INTO t (v) VALUES ('forgotten')`);
    await client.execute(`INSERT INTO t (v) VALUES ('next')`);
    await expect(forgotten.commit()).rejects.toMatchObject({ code: 'STREAM_EXPIRED' });
    const { rows } = await client.execute('SELECT v FROM t');
    expect(rows.map((row) => row['v'])).toEqual(['next']);
  });
});
