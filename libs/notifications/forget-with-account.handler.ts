import { type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { MailLedger } from './mail-ledger.js';

/** The person behind a closed account is forgotten: so is where their letters went. */
@Injectable()
@OnEvent({ event: 'account.forgotten', subscriber: 'notifications.forget' })
export class ForgetWithAccount implements JobHandler<{ userId: string }> {
  constructor(
    private readonly ledger: MailLedger,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload: { userId } }: Job<{ userId: string }>): Promise<void> {
    await this.unitOfWork.run((tx) => this.ledger.forget(tx, userId));
  }
}
