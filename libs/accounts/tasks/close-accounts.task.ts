import { ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { AccountDeletion } from '../services/account-deletion.service.js';

/** Closes accounts whose day has come, and forgets the people behind closed ones. */
@Injectable()
@ScheduledTask({ name: 'accounts.close', everySeconds: 600 })
export class CloseAccountsTask implements TaskRunner {
  constructor(private readonly deletion: AccountDeletion) {}

  async run(signal: AbortSignal): Promise<string> {
    const closed = await this.deletion.closeDue(signal);
    const forgotten = await this.deletion.forgetClosed();
    return `${closed} accounts closed, ${forgotten} people forgotten`;
  }
}
