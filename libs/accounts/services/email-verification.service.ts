import { AppConfig, Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { attemptRules } from '../domain/attempt-rules.js';
import { AccountMails } from '../ports.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { Timeline } from './timeline.service.js';
import { type UserView, Users } from './users.service.js';

/** Proves that an address belongs to its account. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly users: Users,
    private readonly timeline: Timeline,
    private readonly limiter: AttemptLimiter,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Mails a fresh link with the transaction. */
  async send(tx: Tx, user: { id: string; email: string; name: string }): Promise<void> {
    const { id, token } = await this.tokens.issue(tx, user.id, 'verify_email');
    await this.mails.send(tx, {
      to: user.email,
      userId: user.id,
      template: 'verify_email',
      data: { name: user.name, token },
      dedupeKey: `verify_email:${id}`,
    });
  }

  /** Mails another link, unless the address is verified already. @throws AccountError too_many_attempts */
  async resend(userId: string): Promise<void> {
    const user = await this.users.get(userId);
    if (user.emailVerifiedAt) return;
    await this.limiter.take(attemptRules(this.config.profile).verificationPerAccount, userId);
    await this.unitOfWork.run((tx) => this.send(tx, user));
  }

  /** @throws AccountError token_invalid */
  async confirm(token: string): Promise<UserView> {
    const userId = await this.unitOfWork.run(async (tx) => {
      const redeemed = await this.tokens.redeem(tx, token, 'verify_email');
      await this.markVerified(tx, redeemed.userId);
      return redeemed.userId;
    });
    return this.users.get(userId);
  }

  /** The first proof counts, and brings the welcome; whoever reads mail there may also have reset a password by it. */
  async markVerified(tx: Tx, userId: string): Promise<void> {
    const now = this.clock.now();
    const sql = `UPDATE users SET email_verified_at = ?, updated_at = ? WHERE id = ? AND email_verified_at IS NULL
      RETURNING email, name`;
    const [user] = await tx.query<{ email: string; name: string }>(sql, [now, now, userId]);
    if (!user) return;
    await this.timeline.record(tx, {
      userId,
      kind: 'account.email_verified',
      title: 'The e-mail address was verified',
      cause: 'the customer',
    });
    await this.mails.send(tx, {
      to: user.email,
      userId,
      template: 'welcome',
      data: { name: user.name },
      dedupeKey: `welcome:${userId}`,
    });
  }
}
