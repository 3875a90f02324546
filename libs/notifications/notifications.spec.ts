import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Timeline } from '@automna/accounts';
import {
  Clock,
  DatabaseModule,
  ManualClock,
  openTestHttp,
  OutboxModule,
  OutboxWorker,
  queryRows,
  Scheduler,
  SchedulerModule,
  SecretBox,
  testConfig,
  UnitOfWork,
} from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import type { Mail } from './mail-data.js';
import { Mailer } from './mailer.service.js';
import { NotificationsModule } from './notifications.module.js';
import {
  MailDelayedError,
  MailRefusedError,
  MailTransport,
  type OutgoingMail,
} from './transports/mail-transport.js';

const PASSWORD = 'a quiet engine 1843';

/** Remembers what was sent; `next` decides how an attempt ends. */
class FakeTransport extends MailTransport {
  readonly attempts: OutgoingMail[] = [];
  next: () => Promise<string> = () => Promise.resolve('provider_1');
  send(mail: OutgoingMail): Promise<string> {
    this.attempts.push(mail);
    return this.next();
  }
}

describe('mail', () => {
  let app: NestFastifyApplication;
  let folder: string;
  let transport: FakeTransport;
  const clock = new ManualClock();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-mail-'));
    app = await openTestHttp({
      imports: [DatabaseModule.forRoot(), OutboxModule, SchedulerModule, NotificationsModule],
      globals: [
        { provide: Clock, useValue: clock },
        { provide: SecretBox, useValue: new SecretBox(testConfig().masterKeys()) },
      ],
      env: { DATABASE_URL: `file:${join(folder, 'test.db')}`, WORKERS: 'false' },
    });
    transport = new FakeTransport();
    // The module builds the transport of MAIL_URL; nothing must leave the machine here.
    const real = app.get(MailTransport);
    real.send = (mail) => transport.send(mail);
  });
  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  const signUp = async () => {
    const payload = { email: 'ada@example.com', password: PASSWORD, name: 'Ada' };
    const response = await app.inject({ method: 'POST', url: '/api/auth/register', payload });
    const { user, accessToken } = response.json<{ user: { id: string }; accessToken: string }>();
    return { userId: user.id, authorization: `Bearer ${accessToken}` };
  };
  const register = async () => (await signUp()).userId;
  const mail = (change: Partial<{ to: string; userId: string; dedupeKey: string }> = {}): Mail => ({
    to: 'ada@example.com',
    template: 'welcome',
    data: { name: 'Ada' },
    dedupeKey: 'welcome:1',
    ...change,
  });
  const send = (one: Mail) => app.get(UnitOfWork).run((tx) => app.get(Mailer).send(tx, one));
  const drain = () => app.get(OutboxWorker).drainOnce();
  const rows = (sql: string) => queryRows(app.get(DataSource), sql);
  const ledger = () => rows('SELECT status, provider_id, error, data IS NULL AS wiped FROM mails');
  const jobs = () => rows(`SELECT status, attempt, last_error FROM outbox_jobs WHERE kind = 'mail.send'`);

  it('carries the letters of accounts: a registration mails its link', async () => {
    const userId = await register();
    await drain();
    expect(transport.attempts).toMatchObject([
      { to: 'ada@example.com', subject: 'Please verify your e-mail address' },
    ]);
    expect(transport.attempts[0]?.text).toMatch(/\/verify-email#token=amv_/);
    expect(await app.get(Timeline).list(userId)).toContainEqual(
      expect.objectContaining({ kind: 'mail.sent', title: 'Mail sent: Please verify your e-mail address' }),
    );
  });

  it('keeps what goes into a letter sealed, and wipes it once it is sent', async () => {
    await register();
    const [before] = await rows('SELECT data FROM mails');
    expect(JSON.parse(String(before?.['data']))).toMatchObject({
      keyId: 'k1',
      ciphertext: expect.any(String),
    });
    expect(JSON.stringify([before, await rows('SELECT payload FROM outbox_jobs')])).not.toMatch(/amv_|Ada/);
    await drain();
    expect(await ledger()).toMatchObject([{ status: 'sent', provider_id: 'provider_1', wiped: 1 }]);
  });

  it('forgets where letters went with the person, and sends them no more', async () => {
    const { userId, authorization } = await signUp();
    await drain();
    const payload = { password: PASSWORD };
    await app.inject({ method: 'DELETE', url: '/api/user/account', payload, headers: { authorization } });
    for (const days of [7, 1]) {
      clock.advance({ days });
      await app.get(Scheduler).runDue();
    }
    await drain();
    const forgotten = `${userId}@deleted.invalid`;
    expect(await rows('SELECT DISTINCT to_address FROM mails')).toEqual([{ to_address: forgotten }]);
    transport.attempts.length = 0;
    await send(mail({ userId, to: forgotten, dedupeKey: 'welcome:2' }));
    await drain();
    expect(transport.attempts).toEqual([]);
    expect(await rows(`SELECT status, error FROM mails WHERE dedupe_key = 'welcome:2'`)).toEqual([
      { status: 'failed', error: 'Its reader closed the account' },
    ]);
  });

  it('goes out once per dedupe key, however often it is asked for', async () => {
    await send(mail());
    await send(mail());
    await drain();
    await send(mail());
    await drain();
    expect(transport.attempts).toHaveLength(1);
  });

  it('does not go out when the transaction fails', async () => {
    const failing = app.get(UnitOfWork).run(async (tx) => {
      await app.get(Mailer).send(tx, mail());
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await drain();
    expect(transport.attempts).toEqual([]);
    await send(mail());
    await drain();
    expect(transport.attempts).toHaveLength(1);
  });

  it('is tried again under the same id after a failure that may pass', async () => {
    transport.next = () => Promise.reject(new MailDelayedError('Resend: 503'));
    await send(mail());
    await drain();
    expect(await jobs()).toMatchObject([
      { status: 'pending', attempt: 1, last_error: expect.stringContaining('503') },
    ]);
    transport.next = () => Promise.resolve('provider_2');
    clock.advance({ hours: 1 });
    await drain();
    const [first, second] = transport.attempts;
    expect(second).toEqual(first);
    expect(await ledger()).toMatchObject([{ status: 'sent', provider_id: 'provider_2', error: null }]);
  });

  it('waits as long as the provider says, without counting an attempt', async () => {
    transport.next = () => Promise.reject(new MailDelayedError('Resend: 429', 5_000));
    await send(mail());
    await drain();
    expect(await jobs()).toMatchObject([{ status: 'pending', attempt: 0 }]);
    transport.next = () => Promise.resolve('provider_1');
    await drain();
    expect(transport.attempts).toHaveLength(1);
    clock.advance({ seconds: 5 });
    await drain();
    expect(transport.attempts).toHaveLength(2);
  });

  it('becomes a dead letter with the reason when it is refused, and keeps its data for another try', async () => {
    transport.next = () => Promise.reject(new MailRefusedError('Resend: 422 validation_error: bad address'));
    await send(mail());
    await drain();
    expect(await jobs()).toMatchObject([
      { status: 'dead', last_error: expect.stringContaining('bad address') },
    ]);
    expect(await ledger()).toMatchObject([
      { status: 'failed', error: 'Resend: 422 validation_error: bad address', wiped: 0 },
    ]);
  });

  it('is not sent twice when the process dies between sending and noting it, but repeated under one id', async () => {
    await send(mail());
    // Sent, but the note of it is lost with the process.
    const run = app.get(UnitOfWork).run.bind(app.get(UnitOfWork));
    app.get(UnitOfWork).run = () => Promise.reject(new Error('killed'));
    await drain();
    app.get(UnitOfWork).run = run;
    clock.advance({ hours: 1 });
    await drain();
    expect(new Set(transport.attempts.map(({ id }) => id)).size).toBe(1);
    expect(transport.attempts).toHaveLength(2);
    expect(await ledger()).toMatchObject([{ status: 'sent' }]);
  });
});
