import { Clock, type Secret, SecretBox, type Tx, newId } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Envelope } from '../domain/envelope.js';
import { SecretRow } from '../persistence/secret.entity.js';

/** Binds a sealed value to its owner and purpose: a row copied to another customer does not open. */
export const secretAad = (userId: string, name: string) => `${userId}:${name}`;

/**
 * What destroys a secret where it stands. SQLite leaves the bytes of a deleted row in the file; writing as many others
 * over them first does not.
 */
export const SCRUB = `iv = substr(hex(randomblob(length(iv))), 1, length(iv)),
  ciphertext = substr(hex(randomblob(length(ciphertext))), 1, length(ciphertext)),
  data_key = substr(hex(randomblob(length(data_key))), 1, length(data_key)),
  data_key_iv = substr(hex(randomblob(length(data_key_iv))), 1, length(data_key_iv))`;

/** Customers' secrets, sealed at rest. The plain value exists only in the caller's hands. */
@Injectable()
export class Vault {
  private readonly envelope: Envelope;

  constructor(
    box: SecretBox,
    private readonly clock: Clock,
    @InjectRepository(SecretRow) private readonly rows: Repository<SecretRow>,
  ) {
    this.envelope = new Envelope(box);
  }

  /** Stores or replaces the secret `name` of a customer; what was there before is destroyed. */
  async put(tx: Tx, userId: string, name: string, secret: Secret): Promise<void> {
    await this.remove(tx, userId, name);
    const sealed = this.envelope.seal(secret, secretAad(userId, name));
    const now = this.clock.now().toISOString();
    await tx.query(
      `INSERT INTO secrets (id, user_id, name, key_id, iv, ciphertext, data_key_iv, data_key, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[newId('sec'), userId, name, sealed.keyId, sealed.iv, sealed.ciphertext],
        ...[sealed.dataKeyIv, sealed.dataKey, now, now],
      ],
    );
  }

  /** @throws DecryptError when the row was tampered with or its master key is gone. */
  async get(userId: string, name: string): Promise<Secret | null> {
    const row = await this.rows.findOneBy({ userId, name });
    return row ? this.envelope.open(row, secretAad(userId, name)) : null;
  }

  /** Gives a secret another name, in place of whatever had it. @throws DecryptError as `get`. */
  async rename(tx: Tx, userId: string, from: string, to: string): Promise<void> {
    const row = await tx.manager.findOneBy(SecretRow, { userId, name: from });
    if (!row) return;
    await this.put(tx, userId, to, this.envelope.open(row, secretAad(userId, from)));
    await this.remove(tx, userId, from);
  }

  async remove(tx: Tx, userId: string, name: string): Promise<void> {
    const where = 'WHERE user_id = ? AND name = ?';
    await tx.query(`UPDATE secrets SET ${SCRUB} ${where}`, [userId, name]);
    await tx.query(`DELETE FROM secrets ${where}`, [userId, name]);
  }

  /** Destroys everything a customer has in the vault. */
  async shred(tx: Tx, userId: string): Promise<void> {
    await tx.query(`UPDATE secrets SET ${SCRUB} WHERE user_id = ?`, [userId]);
    await tx.query('DELETE FROM secrets WHERE user_id = ?', [userId]);
  }
}
