import { AppConfig, Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { AccountError } from '../accounts.errors.js';
import { attemptRules } from '../domain/attempt-rules.js';
import { normaliseEmail } from '../domain/email.js';
import { weaknessOf } from '../domain/password-strength.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { EmailVerification } from './email-verification.service.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { PasswordHasher } from './password-hasher.js';
import { Sessions } from './sessions.service.js';
import { Timeline } from './timeline.service.js';

export const PASSWORD_RESET_JOB = 'accounts.password-reset';

/** Sets a new password for whoever reads the account's mail. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: OneTimeTokens,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly verification: EmailVerification,
    private readonly timeline: Timeline,
    private readonly limiter: AttemptLimiter,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes the wish; a job looks the address up later. So the answer takes the same time for every address, known or
   * not. @throws AccountError too_many_attempts for the caller's network address only.
   */
  async request(email: string, address: string): Promise<void> {
    await this.limiter.take(attemptRules(this.config.profile).resetPerAddress, address);
    const payload = { email: normaliseEmail(email) };
    await this.unitOfWork.run((tx) => tx.enqueue({ kind: PASSWORD_RESET_JOB, payload }));
  }

  /** Sets the password and ends every session. @throws AccountError token_invalid, weak_password */
  async reset(token: string, password: string): Promise<void> {
    const weakness = weaknessOf(password, { email: '', name: '' });
    if (weakness) throw new AccountError('weak_password', weakness);
    await this.tokens.assertUsable(token, 'reset_password');
    const passwordHash = await this.hasher.hash(password);
    const email = await this.unitOfWork.run(async (tx) => {
      const { userId } = await this.tokens.redeem(tx, token, 'reset_password');
      const sql =
        'UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ? AND deleted_at IS NULL RETURNING email';
      const [user] = await tx.query<{ email: string }>(sql, [passwordHash, this.clock.now(), userId]);
      if (!user) throw new AccountError('token_invalid', 'The account it is for has been closed.');
      await this.sessions.revokeAll(tx, userId, 'password_changed');
      await this.verification.markVerified(tx, userId);
      await this.timeline.record(tx, {
        userId,
        kind: 'account.password_reset',
        title: 'The password was reset and every session ended',
        cause: 'the customer',
      });
      return user.email;
    });
    await this.limiter.clear(attemptRules(this.config.profile).signInPerAccount, email);
  }
}
