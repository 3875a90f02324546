import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Users, UserView } from '@automna/accounts';
import { type Job, testConfig, type Tx, type UnitOfWork } from '@automna/core';
import type { Mail, Mailer } from '@automna/notifications';
import { AccountClosedMail, AccountKeptMail, DeletionRequestedMail } from './account-letters.handlers.js';

const ASKED = new Date('2026-03-05T08:00:00.000Z');
const DUE = new Date('2026-03-12T08:00:00.000Z');
const HOLD = testConfig().fly.holdDays;

describe('letters about the end of an account', () => {
  let user: UserView;
  const sent: Mail[] = [];
  const users = { get: jest.fn<Users['get']>() };
  const mailer = { send: async (_tx: Tx, mail: Mail) => void sent.push(mail) } as unknown as Mailer;
  const work = { run: (act: (tx: Tx) => Promise<void>) => act({} as Tx) } as unknown as UnitOfWork;
  const parts = [users as unknown as Users, mailer, work] as const;
  const requested = new DeletionRequestedMail(...parts, testConfig());
  const kept = new AccountKeptMail(...parts);
  const closed = new AccountClosedMail(...parts, testConfig());
  const job = (id = 'job_1'): Job<{ userId: string }> => ({
    ...{ id, kind: 'x', attempt: 1, createdAt: ASKED, payload: { userId: 'usr_1' } },
  });

  beforeEach(() => {
    sent.length = 0;
    user = {
      ...{ id: 'usr_1', email: 'ada@example.com', name: 'Ada', role: 'customer' },
      ...{ emailVerifiedAt: null, createdAt: ASKED },
      ...{ deletionRequestedAt: ASKED, deletionDueAt: DUE, closedAt: null },
    };
    users.get.mockImplementation(async () => user);
  });

  it('names the day, once for each time it is asked for', async () => {
    await requested.handle(job());
    await requested.handle(job());
    expect(sent[0]).toEqual({
      ...{ to: 'ada@example.com', userId: 'usr_1', template: 'account_deletion_requested' },
      data: { name: 'Ada', dueAt: DUE.toISOString(), holdDays: HOLD },
      dedupeKey: `account_deletion_requested:usr_1:${ASKED.toISOString()}`,
    });
    expect(sent[1]?.dedupeKey).toBe(sent[0]?.dedupeKey);
  });

  it('does not announce an end that was taken back, or has come, before the letter was written', async () => {
    user = { ...user, deletionRequestedAt: null, deletionDueAt: null };
    await requested.handle(job());
    user = { ...user, deletionRequestedAt: ASKED, deletionDueAt: DUE, closedAt: DUE };
    await requested.handle(job());
    expect(sent).toEqual([]);
  });

  it('is glad about an account that stays, each time anew', async () => {
    user = { ...user, deletionRequestedAt: null, deletionDueAt: null };
    await kept.handle(job('job_1'));
    await kept.handle(job('job_2'));
    expect(sent).toMatchObject([{ template: 'account_kept', data: { name: 'Ada' } }, {}]);
    expect(sent[1]?.dedupeKey).not.toBe(sent[0]?.dedupeKey);
  });

  it('is not glad too early: the end was asked for again', async () => {
    await kept.handle(job());
    expect(sent).toEqual([]);
  });

  it('says goodbye once', async () => {
    user = { ...user, closedAt: DUE };
    await closed.handle(job());
    expect(sent).toEqual([
      {
        ...{ to: 'ada@example.com', userId: 'usr_1', template: 'account_closed' },
        data: { name: 'Ada', holdDays: HOLD },
        dedupeKey: 'account_closed:usr_1',
      },
    ]);
  });

  it('writes to nobody once the address is forgotten', async () => {
    user = { ...user, closedAt: DUE, email: 'usr_1@deleted.invalid' };
    await closed.handle(job());
    expect(sent).toEqual([]);
  });
});
