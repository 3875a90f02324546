import { AppConfig, Clock, isUniqueViolation, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { AccountError } from '../accounts.errors.js';
import { attemptRules } from '../domain/attempt-rules.js';
import { normaliseEmail } from '../domain/email.js';
import { weaknessOf } from '../domain/password-strength.js';
import { UserEntity } from '../persistence/user.entity.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { EmailVerification } from './email-verification.service.js';
import { PasswordHasher } from './password-hasher.js';
import { Sessions, type SignedIn } from './sessions.service.js';
import { Timeline } from './timeline.service.js';

export interface NewAccount {
  email: string;
  password: string;
  name: string;
}

/** Opens accounts. The new customer is signed in at once and verifies the address whenever they like. */
@Injectable()
export class Registration {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly verification: EmailVerification,
    private readonly timeline: Timeline,
    private readonly limiter: AttemptLimiter,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws AccountError email_taken, weak_password, too_many_attempts */
  async register(account: NewAccount, address: string): Promise<SignedIn> {
    const email = normaliseEmail(account.email);
    const name = account.name.trim().normalize('NFC');
    const weakness = weaknessOf(account.password, { email, name });
    if (weakness) throw new AccountError('weak_password', weakness);
    await this.limiter.take(attemptRules(this.config.profile).registerPerAddress, address);
    const passwordHash = await this.hasher.hash(account.password);
    try {
      const session = await this.unitOfWork.run((tx) => this.create(tx, { email, name, passwordHash }));
      return await this.sessions.complete(session);
    } catch (error) {
      if (!isUniqueViolation(error, 'users.email')) throw error;
      throw new AccountError('email_taken', 'Sign in instead, or reset your password.', { cause: error });
    }
  }

  private async create(tx: Tx, account: { email: string; name: string; passwordHash: string }) {
    const now = this.clock.now();
    const user = { ...account, id: newId('usr'), role: 'customer' as const, emailVerifiedAt: null };
    await tx.manager.insert(UserEntity, { ...user, createdAt: now, updatedAt: now });
    await this.timeline.record(tx, {
      userId: user.id,
      kind: 'account.registered',
      title: 'The account was opened',
      cause: 'the customer',
    });
    await this.verification.send(tx, user);
    await tx.publish({ name: 'accounts.user-registered', payload: { userId: user.id } });
    return this.sessions.open(tx, user.id);
  }
}
