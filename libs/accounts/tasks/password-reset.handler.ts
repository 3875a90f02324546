import { AppConfig, type Job, type JobHandler, OutboxHandler, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { attemptRules } from '../domain/attempt-rules.js';
import { AccountMails } from '../ports.js';
import { AttemptLimiter } from '../services/attempt-limiter.js';
import { OneTimeTokens } from '../services/one-time-tokens.js';
import { PASSWORD_RESET_JOB } from '../services/password-reset.service.js';
import { Users } from '../services/users.service.js';

/** Mails the reset link when the address has an account. A repeated run mails nothing more (dedupe by job). */
@Injectable()
@OutboxHandler({ kind: PASSWORD_RESET_JOB })
export class PasswordResetHandler implements JobHandler<{ email: string }> {
  constructor(
    private readonly users: Users,
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AccountMails,
    private readonly limiter: AttemptLimiter,
    private readonly config: AppConfig,
  ) {}

  async handle(job: Job<{ email: string }>): Promise<void> {
    const user = await this.users.findByEmail(job.payload.email);
    // A closed account keeps its address for a day, for the letters about what ended; nobody comes back in by it.
    if (!user || user.closedAt !== null) return;
    if (!(await this.limiter.allows(attemptRules(this.config.profile).resetPerAccount, user.id))) return;
    await this.unitOfWork.run(async (tx) => {
      const { token } = await this.tokens.issue(tx, user.id, 'reset_password');
      await this.mails.send(tx, {
        to: user.email,
        userId: user.id,
        template: 'reset_password',
        data: { name: user.name, token },
        dedupeKey: `reset_password:${job.id}`,
      });
    });
  }
}
