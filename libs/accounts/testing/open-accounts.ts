import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Clock,
  DatabaseModule,
  ManualClock,
  openTestHttp,
  OutboxModule,
  OutboxWorker,
  queryRows,
  SchedulerModule,
  type Tx,
} from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AccountsModule } from '../accounts.module.js';
import { type AccountMail, AccountMails } from '../ports.js';

/** Stands for the mail room: remembers letters by dedupe key. */
class FakeMails extends AccountMails {
  readonly sent: AccountMail[] = [];
  send(_tx: Tx, mail: AccountMail): Promise<void> {
    if (!this.sent.some(({ dedupeKey }) => dedupeKey === mail.dedupeKey)) this.sent.push(mail);
    return Promise.resolve();
  }
}

export const PERSON = { email: 'ada@example.com', password: 'a quiet engine 1843', name: 'Ada' };

/** The whole room over HTTP on a database of its own, with a clock to move and mails to read. */
export class AccountsFixture {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: ManualClock,
    readonly mails: FakeMails,
    private readonly folder: string,
  ) {}

  static async open(env: NodeJS.ProcessEnv = {}): Promise<AccountsFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'automna-accounts-'));
    const clock = new ManualClock();
    const mails = new FakeMails();
    const app = await openTestHttp({
      imports: [DatabaseModule.forRoot(), OutboxModule, SchedulerModule, AccountsModule],
      globals: [
        { provide: Clock, useValue: clock },
        { provide: AccountMails, useValue: mails },
      ],
      env: { DATABASE_URL: `file:${join(folder, 'test.db')}`, WORKERS: 'false', ...env },
    });
    return new AccountsFixture(app, clock, mails, folder);
  }

  async close(): Promise<void> {
    await this.app.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  post(path: string, payload?: object, headers: Record<string, string> = {}) {
    return this.app.inject({ method: 'POST', url: `/api/auth/${path}`, payload, headers });
  }

  me(accessToken: string) {
    const headers = { authorization: `Bearer ${accessToken}` };
    return this.app.inject({ method: 'GET', url: '/api/auth/me', headers });
  }

  refresh(refreshToken: string) {
    return this.post('refresh', undefined, { cookie: `automna_refresh=${refreshToken}` });
  }

  /** Registers somebody (or signs in) and hands out both tokens. */
  async session(path: 'register' | 'login' = 'register', person: object = PERSON) {
    const response = await this.post(path, person);
    const body = response.json<{ accessToken: string; user: { id: string } }>();
    return { accessToken: body.accessToken, userId: body.user.id, refreshToken: cookieOf(response) };
  }

  /** The token of the newest letter of a kind. */
  tokenOf(template: 'verify_email' | 'reset_password'): string {
    const mail = this.mails.sent.findLast((one) => one.template === template);
    if (!mail || !('token' in mail.data)) throw new Error(`No ${template} mail was sent`);
    return mail.data.token;
  }

  drain(): Promise<number> {
    return this.app.get(OutboxWorker).drainOnce();
  }

  rows<T = Record<string, unknown>>(sql: string): Promise<T[]> {
    return queryRows<T>(this.app.get(DataSource), sql);
  }
}

export function cookieOf(response: { cookies: { name: string; value: string }[] }): string {
  const cookie = response.cookies.find(({ name }) => name === 'automna_refresh');
  if (!cookie) throw new Error('No refresh cookie in the answer');
  return cookie.value;
}
