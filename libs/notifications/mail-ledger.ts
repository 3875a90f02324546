import { forgottenAddress } from '@automna/accounts';
import { Clock, newId, queryRows, Secret, SecretBox, type Sealed, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Mail, MailTemplate } from './mail-data.js';
import { isMailTemplate } from './templates/templates.js';

export type MailStatus = 'queued' | 'sent' | 'failed';

export interface LedgerEntry {
  id: string;
  userId: string | null;
  to: string;
  template: MailTemplate;
  status: MailStatus;
  /** Sealed; `null` once sent. */
  data: string | null;
}

interface MailRow {
  id: string;
  user_id: string | null;
  to_address: string;
  template: string;
  status: MailStatus;
  data: string | null;
}

/** The list of every mail, by dedupe key. What goes into a letter is sealed until it is sent and then wiped. */
@Injectable()
export class MailLedger {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** The id of the new entry, or `null` when this mail was asked for before. */
  async add(tx: Tx, mail: Mail): Promise<string | null> {
    const id = newId('mail');
    const data = JSON.stringify(this.box.seal(new Secret(JSON.stringify(mail.data)), mailAad(id)));
    const sql = `INSERT INTO mails (id, dedupe_key, user_id, to_address, template, data, status, created_at)
      VALUES (?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT (dedupe_key) DO NOTHING RETURNING id`;
    const values = [id, mail.dedupeKey, mail.userId ?? null, mail.to, mail.template, data, this.clock.now()];
    return (await tx.query(sql, values)).length > 0 ? id : null;
  }

  async find(id: string): Promise<LedgerEntry | null> {
    const sql = 'SELECT id, user_id, to_address, template, status, data FROM mails WHERE id = ?';
    const [row] = await queryRows<MailRow>(this.database, sql, [id]);
    if (!row) return null;
    const { user_id: userId, to_address: to, template, status, data } = row;
    if (!isMailTemplate(template)) throw new Error(`There is no mail template called ${template}`);
    return { id, userId, to, template, status, data };
  }

  /** What goes into the letter. */
  open(entry: LedgerEntry): unknown {
    if (entry.data === null) throw new Error(`The data of mail ${entry.id} was wiped when it was sent`);
    return JSON.parse(this.box.open(JSON.parse(entry.data) as Sealed, mailAad(entry.id)).reveal());
  }

  /** False when somebody else already noted it. */
  async markSent(tx: Tx, id: string, providerId: string): Promise<boolean> {
    const sql = `UPDATE mails SET status = 'sent', data = NULL, provider_id = ?, error = NULL, settled_at = ?
      WHERE id = ? AND status <> 'sent' RETURNING id`;
    return (await tx.query(sql, [providerId, this.clock.now(), id])).length > 0;
  }

  /** The person is gone: the list of what was sent stays, without the address. */
  async forget(tx: Tx, userId: string): Promise<void> {
    const sql = 'UPDATE mails SET to_address = ? WHERE user_id = ?';
    await tx.query(sql, [forgottenAddress(userId), userId]);
  }

  async markFailed(tx: Tx, id: string, reason: string): Promise<void> {
    const sql = `UPDATE mails SET status = 'failed', error = ?, settled_at = ? WHERE id = ? AND status <> 'sent'`;
    await tx.query(sql, [reason, this.clock.now(), id]);
  }
}

/** The owner's side of the seal around what goes into a letter. */
export function mailAad(mailId: string): string {
  return `mail:${mailId}`;
}
