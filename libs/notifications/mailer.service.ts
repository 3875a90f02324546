import { AccountMails } from '@automna/accounts';
import type { Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { Mail } from './mail-data.js';
import { MailLedger } from './mail-ledger.js';

export const MAIL_SEND_JOB = 'mail.send';

/** Sends mail with a transaction: it goes out if, and only if, the transaction commits, and once per dedupe key. */
@Injectable()
export class Mailer extends AccountMails {
  constructor(private readonly ledger: MailLedger) {
    super();
  }

  async send(tx: Tx, mail: Mail): Promise<void> {
    const mailId = await this.ledger.add(tx, mail);
    if (mailId) await tx.enqueue({ kind: MAIL_SEND_JOB, payload: { mailId }, dedupeKey: mailId });
  }
}
