import { readFileSync } from 'node:fs';
import { DecryptError, Secret, SecretBox, queryRows } from '@automna/core';
import { Envelope } from '../domain/envelope.js';
import { ByokFixture, masterKey } from '../testing/open-byok.js';
import { secretAad } from './vault.service.js';

const SECRET = new Secret(`sk-ant-api03-vault-${'v'.repeat(60)}`);

describe('Vault', () => {
  let room: ByokFixture;
  let userId: string;

  const put = (name: string, secret = SECRET) =>
    room.work.run((tx) => room.vault.put(tx, userId, name, secret));
  const rows = () => queryRows<Record<string, string>>(room.database, 'SELECT * FROM secrets ORDER BY name');

  beforeEach(async () => {
    room = await ByokFixture.open();
    userId = await room.user();
  });
  afterEach(() => room.close());

  it('gives every secret a data key of its own', async () => {
    await put('a');
    await put('b');
    const [a, b] = await rows();
    expect(a?.['data_key']).not.toBe(b?.['data_key']);
    expect((await room.vault.get(userId, 'a'))?.reveal()).toBe(SECRET.reveal());
    expect(a?.['key_id']).toBe('k1');
  });

  it.each(['iv', 'ciphertext', 'data_key', 'data_key_iv'])(
    'does not open with a changed %s',
    async (column) => {
      await put('a');
      const before = String((await rows())[0]?.[column]);
      const changed = (before.startsWith('A') ? 'B' : 'A') + before.slice(1);
      await queryRows(room.database, `UPDATE secrets SET ${column} = ?`, [changed]);
      await expect(room.vault.get(userId, 'a')).rejects.toThrow(DecryptError);
    },
  );

  it.each([
    ['of another customer', 'usr_other:a'],
    ['under another name', `usr_1:b`],
  ])('does not open what was sealed %s', (_what, owner) => {
    const envelope = new Envelope(room.box);
    expect(() => envelope.open(envelope.seal(SECRET, 'usr_1:a'), owner)).toThrow(DecryptError);
  });

  it('still opens what was sealed by the master key itself', async () => {
    const { keyId, iv, ciphertext } = room.box.seal(SECRET, secretAad(userId, 'old'));
    await queryRows(
      room.database,
      `INSERT INTO secrets (id, user_id, name, key_id, iv, ciphertext, created_at, updated_at)
       VALUES ('sec_1', ?, 'old', ?, ?, ?, '', '')`,
      [userId, keyId, iv, ciphertext],
    );
    expect((await room.vault.get(userId, 'old'))?.reveal()).toBe(SECRET.reveal());
  });

  it('renames without losing or doubling', async () => {
    await put('a');
    await put('b', new Secret('in the way'));
    await room.work.run((tx) => room.vault.rename(tx, userId, 'a', 'b'));
    expect((await room.vault.get(userId, 'b'))?.reveal()).toBe(SECRET.reveal());
    expect(await rows()).toHaveLength(1);
    await room.work.run((tx) => room.vault.rename(tx, userId, 'nothing', 'b'));
    expect(await rows()).toHaveLength(1);
  });

  it('needs the data key: with the master key alone a secret stays shut', () => {
    const key = masterKey('m');
    const envelope = new Envelope(new SecretBox([key]));
    const sealed = envelope.seal(SECRET, 'o');
    const shredded = { ...sealed, dataKey: envelope.seal(new Secret('x'), 'o').dataKey };
    expect(() => envelope.open(shredded, 'o')).toThrow(DecryptError);
    expect(() => new SecretBox([key]).open(sealed, 'o')).toThrow(DecryptError);
  });

  it('leaves nothing of a destroyed secret in the database file', async () => {
    await put('a');
    await put('b');
    const [before] = await rows();
    await room.work.run((tx) => room.vault.shred(tx, userId));
    await queryRows(room.database, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const file = readFileSync(String(room.database.options.database).replace(/^file:/, ''));
    expect(await rows()).toEqual([]);
    for (const column of ['iv', 'ciphertext', 'data_key', 'data_key_iv']) {
      expect([column, file.includes(String(before?.[column]))]).toEqual([column, false]);
    }
  });
});
