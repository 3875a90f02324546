import { Clock, Secret, SecretBox, type Tx, newId } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { SecretRow } from '../persistence/secret.entity.js';

/** Binds a sealed value to its owner and purpose: a row copied to another customer does not open. */
const aad = (userId: string, name: string) => `${userId}:${name}`;

/** Customers' secrets, sealed at rest. The plain value exists only in the caller's hands. */
@Injectable()
export class Vault {
  constructor(
    private readonly box: SecretBox,
    private readonly clock: Clock,
    @InjectRepository(SecretRow) private readonly rows: Repository<SecretRow>,
  ) {}

  /** Stores or replaces the secret `name` of a customer. */
  async put(tx: Tx, userId: string, name: string, secret: Secret): Promise<void> {
    const sealed = this.box.seal(secret, aad(userId, name));
    const now = this.clock.now().toISOString();
    await tx.query(
      `INSERT INTO secrets (id, user_id, name, key_id, iv, ciphertext, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (user_id, name) DO UPDATE SET
         key_id = excluded.key_id, iv = excluded.iv, ciphertext = excluded.ciphertext, updated_at = excluded.updated_at`,
      [newId('sec'), userId, name, sealed.keyId, sealed.iv, sealed.ciphertext, now, now],
    );
  }

  /** @throws DecryptError when the row was tampered with or its master key is gone. */
  async get(userId: string, name: string): Promise<Secret | null> {
    const row = await this.rows.findOneBy({ userId, name });
    return row ? this.box.open(row, aad(userId, name)) : null;
  }

  async remove(tx: Tx, userId: string, name: string): Promise<void> {
    await tx.query('DELETE FROM secrets WHERE user_id = ? AND name = ?', [userId, name]);
  }
}
