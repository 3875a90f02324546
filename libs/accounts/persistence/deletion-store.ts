import { queryRows, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** An account's way out: asked for, due, closed. All null for one that stays. */
export interface DeletionRow {
  requestedAt: Date | null;
  dueAt: Date | null;
  closedAt: Date | null;
}

interface Row {
  deletion_requested_at: string | null;
  deletion_due_at: string | null;
  deleted_at: string | null;
}

/** The statements on accounts that end. Each decides and writes in one go, so that two at once cannot both win. */
@Injectable()
export class DeletionStore {
  constructor(private readonly database: DataSource) {}

  async of(userId: string): Promise<DeletionRow> {
    const sql = 'SELECT deletion_requested_at, deletion_due_at, deleted_at FROM users WHERE id = ?';
    const [row] = await queryRows<Row>(this.database, sql, [userId]);
    return {
      requestedAt: instant(row?.deletion_requested_at),
      dueAt: instant(row?.deletion_due_at),
      closedAt: instant(row?.deleted_at),
    };
  }

  /** False when it was asked for before, or closed, or the password has changed since it was checked. */
  async request(
    tx: Tx,
    user: { id: string; passwordHash: string },
    now: Date,
    dueAt: Date,
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET deletion_requested_at = ?, deletion_due_at = ?, updated_at = ?
       WHERE id = ? AND password_hash = ? AND deletion_requested_at IS NULL AND deleted_at IS NULL RETURNING id`,
      [now, dueAt, now, user.id, user.passwordHash],
    );
    return rows.length > 0;
  }

  /** False when there is nothing to take back (any more). */
  async keep(tx: Tx, userId: string, now: Date): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET deletion_requested_at = NULL, deletion_due_at = NULL, updated_at = ?
       WHERE id = ? AND deletion_requested_at IS NOT NULL AND deleted_at IS NULL RETURNING id`,
      [now, userId],
    );
    return rows.length > 0;
  }

  async due(now: Date): Promise<string[]> {
    const sql = `SELECT id FROM users WHERE deletion_due_at <= ? AND deleted_at IS NULL ORDER BY deletion_due_at`;
    return (await queryRows<{ id: string }>(this.database, sql, [now])).map(({ id }) => id);
  }

  /** False when it was closed before or is kept after all. `passwordHash`: of a password nobody knows. */
  async close(tx: Tx, userId: string, now: Date, passwordHash: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET deleted_at = ?, password_hash = ?, updated_at = ?
       WHERE id = ? AND deletion_due_at <= ? AND deleted_at IS NULL RETURNING id`,
      [now, passwordHash, now, userId, now],
    );
    return rows.length > 0;
  }

  /** Closed before that moment, and still with their address. */
  async remembered(closedBefore: Date): Promise<string[]> {
    const sql = `SELECT id FROM users WHERE deleted_at <= ? AND email NOT LIKE '%@deleted.invalid'`;
    return (await queryRows<{ id: string }>(this.database, sql, [closedBefore])).map(({ id }) => id);
  }

  /** The person is gone; the id stays, because bills and the audit log refer to it. */
  async forget(tx: Tx, userId: string, address: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE users SET email = ?, name = 'Deleted account', email_verified_at = NULL, updated_at = ? WHERE id = ?`,
      [address, now, userId],
    );
    await tx.query('DELETE FROM sessions WHERE user_id = ?', [userId]);
    await tx.query('DELETE FROM one_time_tokens WHERE user_id = ?', [userId]);
  }
}

function instant(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
