import { AppConfig, Clock, DomainError, newToken, type Principal, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AccountError } from '../accounts.errors.js';
import { dueAfter, FORGET_AFTER_HOURS, forgottenAddress } from '../domain/account-deletion.js';
import { attemptRules } from '../domain/attempt-rules.js';
import { DeletionStore } from '../persistence/deletion-store.js';
import { UserEntity } from '../persistence/user.entity.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { PasswordHasher } from './password-hasher.js';
import { Sessions } from './sessions.service.js';
import { Timeline } from './timeline.service.js';

/** How an account's end stands; both null while it stays. */
export interface DeletionView {
  requestedAt: Date | null;
  /** Until then it can be kept, and everything works as before. */
  dueAt: Date | null;
}

/**
 * The end of an account in two phases. Asked for, it goes on for some days and can be kept; then it is closed: sessions
 * end, `account.deletion-due` tells every room to destroy what it holds, and a day later the address is forgotten, here
 * and wherever `account.forgotten` is heard.
 */
@Injectable()
export class AccountDeletion {
  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly store: DeletionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly limiter: AttemptLimiter,
    private readonly timeline: Timeline,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async view(userId: string): Promise<DeletionView> {
    const { requestedAt, dueAt } = await this.store.of(userId);
    return { requestedAt, dueAt };
  }

  /**
   * Asks for the end. Asking again answers with the day it was set to.
   * @throws DomainError invalid_request for a wrong password, not_allowed for staff; AccountError too_many_attempts
   */
  async request({ userId, role }: Principal, password: string): Promise<DeletionView> {
    if (role !== 'customer') {
      const spec = { status: 403, title: 'Staff accounts are not closed here.' };
      throw new DomainError('not_allowed', spec, 'Another administrator has to take your role away first.');
    }
    const rule = attemptRules(this.config.profile).deletionPerAccount;
    await this.limiter.take(rule, userId);
    const user = await this.users.findOneBy({ id: userId });
    if (!user) throw new AccountError('customer_not_found');
    // No 401: that would be about the session, which is fine.
    if (!(await this.hasher.verify(user.passwordHash, password))) throw wrongPassword();
    await this.limiter.clear(rule, userId);
    const now = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.store.request(tx, user, now, dueAfter(now)))) return;
      await this.timeline.record(tx, {
        userId,
        kind: 'account.deletion_requested',
        title: 'The end of the account was asked for',
        cause: 'the customer',
        data: { dueAt: dueAfter(now).toISOString() },
      });
      await tx.publish({ name: 'account.deletion-requested', payload: { userId } });
    });
    return this.view(userId);
  }

  /** Takes it back. Nothing to take back is no error: the account stays. */
  async keep(userId: string): Promise<DeletionView> {
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.store.keep(tx, userId, this.clock.now()))) return;
      await this.timeline.record(tx, {
        userId,
        kind: 'account.kept',
        title: 'The account is kept after all',
        cause: 'the customer',
      });
      await tx.publish({ name: 'account.kept', payload: { userId } });
    });
    return this.view(userId);
  }

  /** Closes every account whose day has come. @returns how many */
  async closeDue(signal: AbortSignal): Promise<number> {
    let closed = 0;
    for (const userId of await this.store.due(this.clock.now())) {
      signal.throwIfAborted();
      if (await this.close(userId)) closed += 1;
    }
    return closed;
  }

  /** Forgets the people behind accounts that were closed a while ago. @returns how many */
  async forgetClosed(): Promise<number> {
    const now = this.clock.now();
    const ids = await this.store.remembered(new Date(now.getTime() - FORGET_AFTER_HOURS * 3_600_000));
    for (const id of ids) {
      await this.unitOfWork.run(async (tx) => {
        await this.store.forget(tx, id, forgottenAddress(id), now);
        await tx.publish({ name: 'account.forgotten', payload: { userId: id } });
      });
    }
    return ids.length;
  }

  private async close(userId: string): Promise<boolean> {
    const nobodys = await this.hasher.hash(newToken('closed_'));
    return this.unitOfWork.run(async (tx) => {
      if (!(await this.store.close(tx, userId, this.clock.now(), nobodys))) return false;
      await this.sessions.revokeAll(tx, userId, 'password_changed');
      await this.timeline.record(tx, {
        userId,
        kind: 'account.closed',
        title: 'The account was closed',
        cause: 'the customer asked for it',
      });
      await tx.publish({ name: 'account.deletion-due', payload: { userId } });
      return true;
    });
  }
}

function wrongPassword(): DomainError {
  const spec = { status: 400, title: 'This is not your password.' };
  return new DomainError('invalid_request', spec, 'Type the password you sign in with, or reset it first.');
}
