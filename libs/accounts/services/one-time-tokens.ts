import { Clock, hashToken, newId, newToken, queryRows, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountError } from '../accounts.errors.js';

export type TokenPurpose = 'verify_email' | 'reset_password';

const HOURS: Record<TokenPurpose, number> = { verify_email: 24, reset_password: 1 };
const PREFIX: Record<TokenPurpose, string> = { verify_email: 'amv_', reset_password: 'ams_' };

/** Tokens that travel in a mail: stored as hashes, good once, for a while. */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The token is returned once and cannot be had again; `id` may be stored and logged. */
  async issue(tx: Tx, userId: string, purpose: TokenPurpose): Promise<{ id: string; token: string }> {
    const id = newId('ott');
    const token = newToken(PREFIX[purpose]);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + HOURS[purpose] * 60 * 60 * 1000);
    const sql = `INSERT INTO one_time_tokens (id, token_hash, user_id, purpose, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)`;
    await tx.query(sql, [id, hashToken(token), userId, purpose, now, expiresAt]);
    return { id, token };
  }

  /** A look without using it up, before work that costs something. @throws AccountError token_invalid */
  async assertUsable(token: string, purpose: TokenPurpose): Promise<void> {
    const sql = `SELECT 1 FROM one_time_tokens
      WHERE token_hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?`;
    const rows = await queryRows(this.database, sql, [hashToken(token), purpose, this.clock.now()]);
    if (rows.length === 0) throw invalidToken();
  }

  /** Uses a token up, and with it every other one of its purpose. @throws AccountError token_invalid */
  async redeem(tx: Tx, token: string, purpose: TokenPurpose): Promise<{ userId: string }> {
    const now = this.clock.now();
    const sql = `UPDATE one_time_tokens SET used_at = ?
      WHERE token_hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ? RETURNING user_id`;
    const [row] = await tx.query<{ user_id: string }>(sql, [now, hashToken(token), purpose, now]);
    if (!row) throw invalidToken();
    await this.invalidate(tx, row.user_id, purpose);
    return { userId: row.user_id };
  }

  /** Makes the unused tokens of a purpose worthless. */
  async invalidate(tx: Tx, userId: string, purpose: TokenPurpose): Promise<void> {
    const sql =
      'UPDATE one_time_tokens SET used_at = ? WHERE user_id = ? AND purpose = ? AND used_at IS NULL';
    await tx.query(sql, [this.clock.now(), userId, purpose]);
  }
}

function invalidToken(): AccountError {
  return new AccountError('token_invalid', 'It was used already or is too old. Please ask for a new one.');
}
