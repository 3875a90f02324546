import type { Role } from '@automna/contracts';
import { queryRows, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export type RevokedReason = 'signed_out' | 'reuse' | 'password_changed';

export interface SessionPrincipalRow {
  role: Role;
  email_verified_at: string | null;
}

/** A refresh token with what must be known to judge it. */
export interface RefreshTokenRow {
  session_id: string;
  user_id: string;
  expires_at: string;
  rotated_at: string | null;
  successor_hash: string | null;
  successor_rotated_at: string | null;
  session_expires_at: string;
  revoked_reason: RevokedReason | null;
}

/** The statements on sessions and their refresh tokens. Tokens are only ever seen here as hashes. */
@Injectable()
export class SessionStore {
  constructor(private readonly database: DataSource) {}

  async findLive(userId: string, sessionId: string, now: Date): Promise<SessionPrincipalRow | undefined> {
    const sql = `SELECT users.role, users.email_verified_at FROM sessions JOIN users ON users.id = sessions.user_id
      WHERE sessions.id = ? AND users.id = ? AND users.deleted_at IS NULL
        AND sessions.revoked_at IS NULL AND sessions.expires_at > ?`;
    return (await queryRows<SessionPrincipalRow>(this.database, sql, [sessionId, userId, now]))[0];
  }

  async insert(tx: Tx, session: { id: string; userId: string; now: Date; expiresAt: Date }): Promise<void> {
    const { id, userId, now, expiresAt } = session;
    const sql =
      'INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at) VALUES (?, ?, ?, ?, ?)';
    await tx.query(sql, [id, userId, now, now, expiresAt]);
  }

  async insertToken(
    tx: Tx,
    token: { hash: string; sessionId: string; now: Date; expiresAt: Date },
  ): Promise<void> {
    const sql =
      'INSERT INTO refresh_tokens (token_hash, session_id, created_at, expires_at) VALUES (?, ?, ?, ?)';
    await tx.query(sql, [token.hash, token.sessionId, token.now, token.expiresAt]);
  }

  async findToken(tx: Tx, hash: string): Promise<RefreshTokenRow | undefined> {
    const sql = `SELECT token.session_id, session.user_id, token.expires_at, token.rotated_at, token.successor_hash,
        successor.rotated_at AS successor_rotated_at, session.expires_at AS session_expires_at, session.revoked_reason
      FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
      LEFT JOIN refresh_tokens successor ON successor.token_hash = token.successor_hash
      WHERE token.token_hash = ?`;
    return (await tx.query<RefreshTokenRow>(sql, [hash]))[0];
  }

  async markRotated(tx: Tx, hash: string, successorHash: string, now: Date): Promise<void> {
    await tx.query('UPDATE refresh_tokens SET rotated_at = ?, successor_hash = ? WHERE token_hash = ?', [
      now,
      successorHash,
      hash,
    ]);
  }

  async touch(tx: Tx, sessionId: string, now: Date): Promise<void> {
    await tx.query('UPDATE sessions SET last_used_at = ? WHERE id = ?', [now, sessionId]);
  }

  async revoke(tx: Tx, sessionId: string, reason: RevokedReason, now: Date): Promise<void> {
    const sql = 'UPDATE sessions SET revoked_at = ?, revoked_reason = ? WHERE id = ? AND revoked_at IS NULL';
    await tx.query(sql, [now, reason, sessionId]);
  }

  async revokeByToken(tx: Tx, hash: string, reason: RevokedReason, now: Date): Promise<void> {
    const sql = `UPDATE sessions SET revoked_at = ?, revoked_reason = ? WHERE revoked_at IS NULL
      AND id = (SELECT session_id FROM refresh_tokens WHERE token_hash = ?)`;
    await tx.query(sql, [now, reason, hash]);
  }

  async revokeAll(tx: Tx, userId: string, reason: RevokedReason, now: Date): Promise<void> {
    const sql =
      'UPDATE sessions SET revoked_at = ?, revoked_reason = ? WHERE user_id = ? AND revoked_at IS NULL';
    await tx.query(sql, [now, reason, userId]);
  }
}
