import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Secret, queryRows } from '@automna/core';
import { secretAad } from '../services/vault.service.js';
import { writeKeys } from '../testing/master-key-text.js';
import { ByokFixture, masterKey } from '../testing/open-byok.js';
import type { RotationProgress } from './master-key-rotation.service.js';
import { SealedColumn } from './sealed-column.js';

const OLD = masterKey('k1');
const NEW = masterKey('k2');
const AFTER = [NEW, OLD];

describe('MasterKeyRotation', () => {
  /** As the house was: one master key. */
  let before: ByokFixture;
  /** As it is from now on: the new key writes, both read. Same database. */
  let after: ByokFixture;
  let url: string;
  const others: ByokFixture[] = [];

  const open = async (masterKeys = AFTER) => {
    const room = await ByokFixture.open({ url, masterKeys });
    others.push(room);
    return room;
  };
  const keyOf = (userId: string) => `sk-ant-api03-${userId.replace(/[^A-Za-z0-9]/g, '')}-${'z'.repeat(40)}`;
  const customers = async (count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const userId = await before.user();
      await before.work.run((tx) => before.vault.put(tx, userId, 'key', new Secret(keyOf(userId))));
      ids.push(userId);
    }
    return ids;
  };
  const readable = async (room: ByokFixture, ids: readonly string[]) => {
    const read = await Promise.all(ids.map((id) => room.vault.get(id, 'key')));
    return read.every((secret, index) => secret?.reveal() === keyOf(ids[index] ?? ''));
  };
  const byKey = () =>
    queryRows<{ key_id: string; n: number }>(
      before.database,
      'SELECT key_id, COUNT(*) AS n FROM secrets GROUP BY key_id ORDER BY key_id',
    ).then((rows) => Object.fromEntries(rows.map(({ key_id: id, n }) => [id, Number(n)])));

  beforeEach(async () => {
    before = await ByokFixture.open({ masterKeys: [OLD] });
    url = String(before.database.options.database);
    after = await open();
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((room) => room.close()));
    await before.close();
  });

  it('brings everything under the key that writes, without touching a secret', async () => {
    const ids = await customers(3);
    const ciphertexts = () =>
      queryRows(before.database, 'SELECT id, iv, ciphertext FROM secrets ORDER BY id');
    const was = await ciphertexts();
    const report = await after.rotation.run();
    expect(report).toEqual({
      writingKeyId: 'k2',
      places: [{ place: 'customers’ secrets', renewed: 3, failed: [] }],
      stillNeeded: [],
    });
    expect(await ciphertexts()).toEqual(was);
    expect(await readable(await open([NEW]), ids)).toBe(true);
    await expect(readable(before, ids)).rejects.toThrow(/"k2" is not configured/);
  });

  it('gives a secret sealed by the master key itself a data key, also without a new master key', async () => {
    const userId = await before.user();
    const { keyId, iv, ciphertext } = before.box.seal(new Secret(keyOf(userId)), secretAad(userId, 'key'));
    await queryRows(
      before.database,
      `INSERT INTO secrets (id, user_id, name, key_id, iv, ciphertext, created_at, updated_at)
       VALUES ('sec_1', ?, 'key', ?, ?, ?, '', '')`,
      [userId, keyId, iv, ciphertext],
    );
    expect((await before.rotation.run()).places[0]?.renewed).toBe(1);
    expect((await before.rotation.run()).places[0]?.renewed).toBe(0);
    expect(await readable(before, [userId])).toBe(true);
    expect(await readable(after, [userId])).toBe(true);
  });

  it('tells how far it is', async () => {
    await customers(120);
    const seen: RotationProgress[] = [];
    await after.rotation.run({ onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done, total }) => `${done}/${total}`)).toEqual(['50/120', '100/120', '120/120']);
  });

  it('goes on where a killed process stopped; until then both keys read everything', async () => {
    const ids = await customers(180);
    const here = join(import.meta.dirname, '../testing');
    const child = spawn(
      process.execPath,
      ['--import', join(here, 'run-typescript.mjs'), join(here, 'rotate-process.ts'), url, writeKeys(AFTER)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += String(chunk);
      child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([signal, printed]).toEqual(['SIGKILL', '100/180\n']);

    expect(await byKey()).toEqual({ k1: 80, k2: 100 });
    expect(await readable(after, ids)).toBe(true);

    const report = await after.rotation.run();
    expect(report.places[0]?.renewed).toBe(80);
    expect(report.stillNeeded).toEqual([]);
    expect(await byKey()).toEqual({ k2: 180 });
    expect(await readable(await open([NEW]), ids)).toBe(true);
  }, 60_000);

  it('loses nothing when a batch fails in the middle', async () => {
    const ids = await customers(60);
    const [, second] = await queryRows<{ id: string }>(before.database, 'SELECT id FROM secrets ORDER BY id');
    await before.database.query(
      `CREATE TRIGGER broken BEFORE UPDATE ON secrets WHEN NEW.id = '${second?.id}' AND NEW.key_id = 'k2'
       BEGIN SELECT RAISE(ABORT, 'disk is full'); END`,
    );
    await expect(after.rotation.run()).rejects.toThrow(/disk is full/);
    expect(await byKey()).toEqual({ k1: 60 });
    expect(await readable(before, ids)).toBe(true);
    await before.database.query('DROP TRIGGER broken');
    await after.rotation.run();
    expect(await byKey()).toEqual({ k2: 60 });
  });

  it('may run twice at the same time', async () => {
    const ids = await customers(120);
    const reports = await Promise.all([after.rotation.run(), (await open()).rotation.run()]);
    const renewed = reports.map(({ places }) => places[0]?.renewed ?? 0);
    expect(renewed.reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(await readable(await open([NEW]), ids)).toBe(true);
  });

  it('leaves what does not open as it is, says so, and does the rest', async () => {
    const ids = await customers(3);
    await queryRows(before.database, `UPDATE secrets SET key_id = 'lost' WHERE user_id = ?`, [ids[1]]);
    const report = await after.rotation.run();
    expect(report.places[0]).toMatchObject({
      renewed: 2,
      failed: [{ reason: expect.stringContaining('"lost" is not configured') }],
    });
    expect(report.stillNeeded).toEqual([{ keyId: 'lost', values: 1 }]);
  });

  it('notices what a process that was not told of the new key sealed meanwhile', async () => {
    await customers(1);
    await after.rotation.run();
    const late = await before.user();
    await before.work.run((tx) => before.vault.put(tx, late, 'key', new Secret(keyOf(late))));
    expect((await after.rotation.run()).places[0]?.renewed).toBe(1);
    expect(await readable(await open([NEW]), [late])).toBe(true);
  });

  describe('of a column elsewhere', () => {
    const column = (
      room: ByokFixture,
      aad = (row: Record<string, unknown>) => `tok:${String(row['owner'])}`,
    ) =>
      new SealedColumn(room.box, room.database, {
        ...{ name: 'tokens', table: 'tokens', column: 'sealed', columns: ['owner'], aad },
      });

    beforeEach(async () => {
      await before.database.query('CREATE TABLE tokens (id TEXT PRIMARY KEY, owner TEXT, sealed TEXT)');
      const seal = (owner: string) =>
        JSON.stringify(before.box.seal(new Secret(`plain-${owner}`), `tok:${owner}`));
      for (const owner of ['a', 'b']) {
        await queryRows(before.database, 'INSERT INTO tokens VALUES (?, ?, ?)', [owner, owner, seal(owner)]);
      }
      await before.database.query(`INSERT INTO tokens VALUES ('c', 'c', NULL)`);
    });

    it('renews it, and needs the old key no more', async () => {
      const report = await after.rotation.run({ places: [column(after)] });
      expect(report.places[1]).toEqual({ place: 'tokens', renewed: 2, failed: [] });
      expect(report.stillNeeded).toEqual([]);
      const [row] = await queryRows<{ sealed: string }>(
        before.database,
        `SELECT sealed FROM tokens WHERE id = 'b'`,
      );
      const alone = (await open([NEW])).box;
      expect(alone.open(JSON.parse(row?.sealed ?? ''), 'tok:b').reveal()).toBe('plain-b');
    });

    it('changes nothing when it is bound to something else than was said', async () => {
      const report = await after.rotation.run({ places: [column(after, () => 'somebody else')] });
      expect(report.places[1]?.failed).toHaveLength(2);
      expect(report.stillNeeded).toEqual([{ keyId: 'k1', values: 2 }]);
    });
  });
});
