import { AppConfig, Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AccountError } from '../accounts.errors.js';
import { attemptRules } from '../domain/attempt-rules.js';
import { normaliseEmail } from '../domain/email.js';
import { UserEntity } from '../persistence/user.entity.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { PasswordHasher } from './password-hasher.js';
import { Sessions, type SignedIn } from './sessions.service.js';

/** Signs people in with address and password. Neither answer nor time tells whether an address has an account. */
@Injectable()
export class SignIn {
  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly unitOfWork: UnitOfWork,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly limiter: AttemptLimiter,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws AccountError invalid_credentials, too_many_attempts */
  async signIn(credentials: { email: string; password: string }, address: string): Promise<SignedIn> {
    const rules = attemptRules(this.config.profile);
    const email = normaliseEmail(credentials.email);
    await this.limiter.take(rules.signInPerAddress, address);
    await this.limiter.take(rules.signInPerAccount, email);

    const user = await this.users.findOneBy({ email });
    const right = user
      ? await this.hasher.verify(user.passwordHash, credentials.password)
      : await this.hasher.verifyNobody(credentials.password);
    if (!user || !right) {
      throw new AccountError('invalid_credentials', 'Check both, or reset your password.');
    }
    await this.limiter.clear(rules.signInPerAccount, email);
    await this.limiter.giveBack(rules.signInPerAddress, address);
    const newHash = this.hasher.isOutdated(user.passwordHash)
      ? await this.hasher.hash(credentials.password)
      : null;
    return this.sessions.complete(await this.open(user, newHash));
  }

  /**
   * The password may have been changed while it was being verified; a session for the old one must not open after all
   * others were ended. The hash in the condition settles it.
   */
  private open(user: UserEntity, newHash: string | null) {
    return this.unitOfWork.run(async (tx) => {
      const sql =
        'UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ? AND password_hash = ? RETURNING id';
      const hash = newHash ?? user.passwordHash;
      const updatedAt = newHash ? this.clock.now() : user.updatedAt;
      const rows = await tx.query(sql, [hash, updatedAt, user.id, user.passwordHash]);
      if (rows.length === 0) throw new AccountError('invalid_credentials', 'The password was just changed.');
      return this.sessions.open(tx, user.id);
    });
  }
}
