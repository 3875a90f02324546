import { openTestDatabase, queryRows } from '@automna/core';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SEALED_COLUMNS } from './sealed-places.js';

const aadOf = (table: string) => SEALED_COLUMNS.find((column) => column.table === table)?.aad;

describe('what is sealed outside the vault', () => {
  const row = { id: 'chn_1', user_id: 'usr_1' };

  it('is bound to what its room binds it to', () => {
    // Spelt out: another spelling would leave everything sealed so far unopened.
    expect(aadOf('channels')?.(row)).toBe('usr_1:chn_1:token');
    expect(aadOf('machines')?.(row)).toBe('usr_1:chn_1:gateway_token');
    expect(aadOf('mails')?.(row)).toBe('mail:chn_1');
  });

  it('exists as said, so that a rotation can ask for it', async () => {
    const database = await openTestDatabase({ entities: [] });
    for (const { table, column, columns = [] } of SEALED_COLUMNS) {
      const sql = `SELECT json_extract(${column}, '$.keyId'), ${['id', ...columns].join(', ')} FROM ${table}`;
      expect(await queryRows(database, sql)).toEqual([]);
    }
    await database.destroy();
  });

  it('is all there is: every room that seals something is known here', () => {
    const root = join(import.meta.dirname, '../../../../libs');
    const sealing = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|\/testing\//.test(file))
      .filter((file) => /\bbox\.seal\(/.test(readFileSync(join(root, file), 'utf8')))
      .map((file) => file.split('/')[0]);
    expect([...new Set(sealing)].sort()).toEqual(['byok', 'fly-provisioner', 'notifications', 'openclaw']);
  });
});
