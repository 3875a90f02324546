import { isForgotten, Users } from '@automna/accounts';
import { AppConfig, type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';

interface AccountEvent {
  userId: string;
}

/** Says when the account will be closed. Nothing to say when it was kept before this came to be carried out. */
@Injectable()
@OnEvent({ event: 'account.deletion-requested', subscriber: 'onboarding.deletion-requested-mail' })
export class DeletionRequestedMail implements JobHandler<AccountEvent> {
  constructor(
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly work: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  async handle({ payload }: Job<AccountEvent>): Promise<void> {
    const user = await this.users.get(payload.userId);
    const { id: userId, email: to, name, deletionRequestedAt: askedAt, deletionDueAt: dueAt } = user;
    if (!askedAt || !dueAt || user.closedAt) return;
    await this.work.run((tx) =>
      this.mailer.send(tx, {
        ...{ to, userId, template: 'account_deletion_requested' },
        data: { name, dueAt: dueAt.toISOString(), holdDays: this.config.fly.holdDays },
        dedupeKey: `account_deletion_requested:${userId}:${askedAt.toISOString()}`,
      }),
    );
  }
}

/** Says that the account stays. Not when its end was asked for again since: that letter would contradict this one. */
@Injectable()
@OnEvent({ event: 'account.kept', subscriber: 'onboarding.account-kept-mail' })
export class AccountKeptMail implements JobHandler<AccountEvent> {
  constructor(
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly work: UnitOfWork,
  ) {}

  async handle({ id, payload }: Job<AccountEvent>): Promise<void> {
    const { id: userId, email: to, name, deletionRequestedAt } = await this.users.get(payload.userId);
    if (deletionRequestedAt) return;
    await this.work.run((tx) =>
      this.mailer.send(tx, {
        ...{ to, userId, template: 'account_kept', data: { name } },
        // An account can be kept more than once, and each time is a letter of its own.
        dedupeKey: `account_kept:${userId}:${id}`,
      }),
    );
  }
}

/** The last letter, within the day for which the address is still known. */
@Injectable()
@OnEvent({ event: 'account.deletion-due', subscriber: 'onboarding.account-closed-mail' })
export class AccountClosedMail implements JobHandler<AccountEvent> {
  constructor(
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly work: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  async handle({ payload }: Job<AccountEvent>): Promise<void> {
    const { id: userId, email: to, name } = await this.users.get(payload.userId);
    if (isForgotten(to)) return;
    await this.work.run((tx) =>
      this.mailer.send(tx, {
        ...{ to, userId, template: 'account_closed' },
        data: { name, holdDays: this.config.fly.holdDays },
        dedupeKey: `account_closed:${userId}`,
      }),
    );
  }
}
