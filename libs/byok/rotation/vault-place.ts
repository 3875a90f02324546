import { Clock, SecretBox, type Tx, queryRows } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Envelope, type SealedSecret } from '../domain/envelope.js';
import { SCRUB, secretAad } from '../services/vault.service.js';
import type { SealedPlace, SealedValue } from './sealed-place.js';

interface Row {
  id: string;
  user_id: string;
  name: string;
  key_id: string;
  iv: string;
  ciphertext: string;
  data_key_iv: string | null;
  data_key: string | null;
}

/** The vault itself: data keys are sealed anew; a secret from before there were any gets one. */
@Injectable()
export class VaultPlace implements SealedPlace {
  readonly name = 'customers’ secrets';
  private readonly envelope: Envelope;

  constructor(
    box: SecretBox,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {
    this.envelope = new Envelope(box);
  }

  async census(): Promise<Map<string, number>> {
    const rows = await queryRows<{ key_id: string; n: number }>(
      this.database,
      'SELECT key_id, COUNT(*) AS n FROM secrets GROUP BY key_id',
    );
    return new Map(rows.map(({ key_id: id, n }) => [id, Number(n)]));
  }

  async behind(keyId: string): Promise<number> {
    const sql = 'SELECT COUNT(*) AS n FROM secrets WHERE key_id <> ? OR data_key IS NULL';
    const [row] = await queryRows<{ n: number }>(this.database, sql, [keyId]);
    return Number(row?.n ?? 0);
  }

  async next(tx: Tx, keyId: string, afterId: string, limit: number): Promise<SealedValue[]> {
    const rows = await tx.query<Row>(
      `SELECT id, user_id, name, key_id, iv, ciphertext, data_key_iv, data_key FROM secrets
       WHERE (key_id <> ? OR data_key IS NULL) AND id > ? ORDER BY id LIMIT ?`,
      [keyId, afterId, limit],
    );
    return rows.map((row) => ({ id: row.id, renew: () => this.renew(tx, row) }));
  }

  private async renew(tx: Tx, row: Row): Promise<void> {
    const sealed: SealedSecret = {
      keyId: row.key_id,
      iv: row.iv,
      ciphertext: row.ciphertext,
      dataKeyIv: row.data_key_iv,
      dataKey: row.data_key,
    };
    const renewed = this.envelope.renew(sealed, secretAad(row.user_id, row.name));
    // A master key is often replaced because it may be known: what it sealed must not stay behind in the file.
    await tx.query(`UPDATE secrets SET ${SCRUB} WHERE id = ?`, [row.id]);
    await tx.query(
      `UPDATE secrets SET key_id = ?, iv = ?, ciphertext = ?, data_key_iv = ?, data_key = ?, updated_at = ?
       WHERE id = ?`,
      [
        ...[renewed.keyId, renewed.iv, renewed.ciphertext, renewed.dataKeyIv, renewed.dataKey],
        ...[this.clock.now().toISOString(), row.id],
      ],
    );
  }
}
