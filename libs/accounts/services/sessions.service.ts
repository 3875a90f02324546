import {
  AppConfig,
  Clock,
  hashToken,
  newId,
  newToken,
  type Principal,
  type Tx,
  UnitOfWork,
} from '@automna/core';
import { Injectable } from '@nestjs/common';
import { AccountError } from '../accounts.errors.js';
import {
  judgeReturn,
  REFRESH_TOKEN_DAYS,
  REFRESH_TOKEN_PREFIX,
  SESSION_DAYS,
  successorOf,
} from '../domain/session-rules.js';
import { type RefreshTokenRow, type RevokedReason, SessionStore } from '../persistence/session-store.js';
import { AccessTokens } from './access-tokens.js';
import { Timeline } from './timeline.service.js';
import { type UserView, Users } from './users.service.js';

/** A signed-in person: what goes into the answer, and the refresh token that goes into the cookie. */
export interface SignedIn {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  refreshToken: string;
  refreshExpiresAt: Date;
  user: UserView;
}

interface OpenSession {
  userId: string;
  sessionId: string;
  refreshToken: string;
  refreshExpiresAt: Date;
}

/**
 * Sessions and their refresh tokens. A session is one sign-in on one device; its tokens form one line, each rotated
 * into the next when it is used. A token that comes back after it was rotated means two holders: the whole session
 * ends. The exception is a repeat within ten seconds (two tabs, a lost answer), which gets the same successor again;
 * see `successorOf` for why that hides no theft.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly accessTokens: AccessTokens,
    private readonly users: Users,
    private readonly timeline: Timeline,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** The person behind an access token, or `null` when the session has ended. */
  async principal(userId: string, sessionId: string): Promise<Principal | null> {
    const row = await this.store.findLive(userId, sessionId, this.clock.now());
    return row ? { userId, sessionId, role: row.role, emailVerified: row.email_verified_at !== null } : null;
  }

  /** Opens a session within a transaction; call {@link complete} after the commit. */
  async open(tx: Tx, userId: string): Promise<OpenSession> {
    const now = this.clock.now();
    const sessionId = newId('ses');
    const refreshToken = newToken(REFRESH_TOKEN_PREFIX);
    await this.store.insert(tx, { id: sessionId, userId, now, expiresAt: daysAfter(now, SESSION_DAYS) });
    const refreshExpiresAt = daysAfter(now, REFRESH_TOKEN_DAYS);
    await this.store.insertToken(tx, {
      hash: hashToken(refreshToken),
      sessionId,
      now,
      expiresAt: refreshExpiresAt,
    });
    return { userId, sessionId, refreshToken, refreshExpiresAt };
  }

  async complete(session: OpenSession): Promise<SignedIn> {
    const { refreshToken, refreshExpiresAt } = session;
    const user = await this.users.get(session.userId);
    return {
      ...this.accessTokens.issue(session.userId, session.sessionId),
      refreshToken,
      refreshExpiresAt,
      user,
    };
  }

  /** @throws AccountError session_expired, or session_reused (and the session is ended). */
  async refresh(refreshToken: string | undefined): Promise<SignedIn> {
    if (!refreshToken) throw new AccountError('session_expired');
    const result = await this.unitOfWork.run((tx) => this.rotate(tx, refreshToken));
    if (result === 'expired') throw new AccountError('session_expired');
    if (result === 'reused') {
      throw new AccountError(
        'session_reused',
        'Please sign in again. If this was not you, change your password.',
      );
    }
    return this.complete(result);
  }

  async signOut(refreshToken: string | undefined): Promise<void> {
    if (!refreshToken) return;
    const now = this.clock.now();
    await this.unitOfWork.run((tx) =>
      this.store.revokeByToken(tx, hashToken(refreshToken), 'signed_out', now),
    );
  }

  /** Ends every session of a person, on every device. */
  async revokeAll(tx: Tx, userId: string, reason: RevokedReason): Promise<void> {
    await this.store.revokeAll(tx, userId, reason, this.clock.now());
  }

  /** Returns verdicts instead of throwing them: ending a reused session must commit. */
  private async rotate(tx: Tx, refreshToken: string): Promise<OpenSession | 'expired' | 'reused'> {
    const now = this.clock.now();
    const hash = hashToken(refreshToken);
    const token = await this.store.findToken(tx, hash);
    if (!token) return 'expired';
    if (token.revoked_reason) return token.revoked_reason === 'reuse' ? 'reused' : 'expired';
    if (new Date(token.expires_at) <= now || new Date(token.session_expires_at) <= now) return 'expired';

    const successor = successorOf(refreshToken, this.config.jwtSecret);
    const refreshExpiresAt = earlier(daysAfter(now, REFRESH_TOKEN_DAYS), new Date(token.session_expires_at));
    const { user_id: userId, session_id: sessionId } = token;
    if (token.rotated_at !== null) {
      if (this.judge(token, token.rotated_at, now) === 'reuse') return this.endReused(tx, token, now);
      return { userId, sessionId, refreshToken: successor, refreshExpiresAt };
    }
    const successorHash = hashToken(successor);
    await this.store.insertToken(tx, { hash: successorHash, sessionId, now, expiresAt: refreshExpiresAt });
    await this.store.markRotated(tx, hash, successorHash, now);
    await this.store.touch(tx, sessionId, now);
    return { userId, sessionId, refreshToken: successor, refreshExpiresAt };
  }

  private judge(token: RefreshTokenRow, rotatedAt: string, now: Date): 'repeat' | 'reuse' {
    return judgeReturn(
      { rotatedAt: new Date(rotatedAt), successorRotated: token.successor_rotated_at !== null },
      now,
    );
  }

  private async endReused(tx: Tx, token: RefreshTokenRow, now: Date): Promise<'reused'> {
    await this.store.revoke(tx, token.session_id, 'reuse', now);
    await this.timeline.record(tx, {
      userId: token.user_id,
      kind: 'account.session_reused',
      title: 'A session was ended because its refresh token was used twice',
      cause: 'reuse detection',
      data: { sessionId: token.session_id },
    });
    return 'reused';
  }
}

function daysAfter(start: Date, days: number): Date {
  return new Date(start.getTime() + days * 24 * 60 * 60 * 1000);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
