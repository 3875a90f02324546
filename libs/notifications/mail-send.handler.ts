import { isForgotten, Timeline } from '@automna/accounts';
import {
  AppConfig,
  type Job,
  type JobHandler,
  OutboxHandler,
  PermanentFailure,
  RetryLater,
  UnitOfWork,
} from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { MailData } from './mail-data.js';
import { type LedgerEntry, MailLedger } from './mail-ledger.js';
import { MAIL_SEND_JOB } from './mailer.service.js';
import type { RenderedMail } from './templates/layout.js';
import { renderMail } from './templates/templates.js';
import { MailDelayedError, MailRefusedError, MailTransport } from './transports/mail-transport.js';

/**
 * Carries one mail of the ledger out. Refused mails become dead letters with the provider's reason; everything else is
 * tried again by the outbox, under the same id, so the provider can tell a repetition.
 */
@Injectable()
@OutboxHandler({ kind: MAIL_SEND_JOB })
export class MailSendHandler implements JobHandler<{ mailId: string }> {
  constructor(
    private readonly ledger: MailLedger,
    private readonly transport: MailTransport,
    private readonly timeline: Timeline,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: AppConfig,
  ) {}

  async handle(job: Job<{ mailId: string }>, signal: AbortSignal): Promise<void> {
    const entry = await this.ledger.find(job.payload.mailId);
    if (!entry) throw new PermanentFailure(`There is no mail ${job.payload.mailId}`);
    if (entry.status === 'sent') return;
    if (isForgotten(entry.to)) {
      await this.unitOfWork.run((tx) =>
        this.ledger.markFailed(tx, entry.id, 'Its reader closed the account'),
      );
      return;
    }
    const mail = this.render(entry);
    const providerId = await this.carry(entry, mail, signal);
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.ledger.markSent(tx, entry.id, providerId)) || !entry.userId) return;
      await this.timeline.record(tx, {
        userId: entry.userId,
        kind: 'mail.sent',
        title: `Mail sent: ${mail.subject}`,
        data: { mailId: entry.id, template: entry.template },
      });
    });
  }

  private render(entry: LedgerEntry): RenderedMail {
    const data = this.ledger.open(entry) as MailData[typeof entry.template];
    return renderMail(entry.template, data, this.config.publicUrl);
  }

  private async carry(entry: LedgerEntry, mail: RenderedMail, signal: AbortSignal): Promise<string> {
    try {
      return await this.transport.send(
        { ...mail, id: entry.id, from: this.config.mail.from, to: entry.to },
        signal,
      );
    } catch (error) {
      if (error instanceof MailRefusedError) {
        await this.unitOfWork.run((tx) => this.ledger.markFailed(tx, entry.id, error.message));
        throw new PermanentFailure(error.message, { cause: error });
      }
      // The provider said when: waiting for it is no failed attempt.
      if (error instanceof MailDelayedError && error.retryAfterMs !== undefined) {
        throw new RetryLater(error.retryAfterMs, error.message);
      }
      throw error;
    }
  }
}
