import { UnitOfWork } from '@automna/core';
import { DataSource } from 'typeorm';
import { AuditLog } from './services/audit-log.service.js';
import { StaffAccounts } from './services/staff-accounts.service.js';
import { Timeline } from './services/timeline.service.js';
import { Users } from './services/users.service.js';
import { ForgetExpiredTask } from './tasks/forget-expired.task.js';
import { AccountsFixture, PERSON } from './testing/open-accounts.js';

describe('what accounts offers to other rooms', () => {
  let room: AccountsFixture;
  beforeEach(async () => {
    room = await AccountsFixture.open();
  });
  afterEach(() => room.close());

  const register = (email: string, name = 'Someone') => room.session('register', { ...PERSON, email, name });

  describe('users', () => {
    it('are found by id and by address in any spelling, without their password', async () => {
      const { userId } = await register('grace@example.com', 'Grace');
      const users = room.app.get(Users);
      const user = await users.get(userId);
      expect([...(await users.ofIds([userId, 'usr_nobody', userId]))]).toEqual([[userId, user]]);
      expect((await users.ofIds([])).size).toBe(0);
      expect(user).toEqual({
        id: userId,
        ...{ deletionRequestedAt: null, deletionDueAt: null, closedAt: null },
        email: 'grace@example.com',
        name: 'Grace',
        role: 'customer',
        emailVerifiedAt: null,
        createdAt: room.clock.now(),
      });
      expect(await users.findByEmail(' GRACE@example.com')).toEqual(user);
      expect(await users.findByEmail('nobody@example.com')).toBeNull();
      await expect(users.get('usr_nobody')).rejects.toMatchObject({ errorCode: 'customer_not_found' });
    });

    it('are listed in pages, newest first, nobody twice and nobody missing', async () => {
      for (const n of [1, 2, 3, 4, 5]) await register(`person${n}@example.com`);
      const users = room.app.get(Users);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await users.search('', { limit: 2, cursor });
        seen.push(...page.items.map(({ email }) => email));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => `person${n}@example.com`));
    });

    it('are searched by part of address or name, with % and _ taken literally', async () => {
      await register('a_b@example.com', 'Ann 100% sure');
      await register('axb@example.com', 'Bob');
      const users = room.app.get(Users);
      const find = async (query: string) =>
        (await users.search(query, { limit: 9 })).items.map(({ name }) => name);
      expect(await find('A_B')).toEqual(['Ann 100% sure']);
      expect(await find('100%')).toEqual(['Ann 100% sure']);
      expect(await find('bo')).toEqual(['Bob']);
      expect(await find("'; DROP TABLE users; --")).toEqual([]);
    });
  });

  describe('staff accounts', () => {
    const make = (role: 'admin' | 'support' = 'admin', password = 'correct staple horse') =>
      room.app.get(StaffAccounts).createAdmin('Boss@example.com', password, role);
    const login = { email: 'boss@example.com', password: 'correct staple horse' };

    it('are made with a verified address, and once', async () => {
      const first = await make();
      expect(first).toMatchObject({
        email: 'boss@example.com',
        role: 'admin',
        emailVerifiedAt: room.clock.now(),
      });
      const { accessToken } = await room.session('login', login);
      expect(await make()).toEqual(first);
      expect((await room.me(accessToken)).statusCode).toBe(200);
      expect(await room.app.get(AuditLog).list()).toHaveLength(1);
    });

    it('turn a customer into staff, end their sessions and go on record', async () => {
      const { userId, accessToken } = await register('boss@example.com');
      await make('support');
      expect((await room.me(accessToken)).statusCode).toBe(401);
      const session = await room.session('login', login);
      expect((await room.me(session.accessToken)).json()).toMatchObject({ id: userId, role: 'support' });
      expect(await room.app.get(AuditLog).list({ subject: userId })).toMatchObject([
        {
          actorId: 'system',
          action: 'accounts.set_role',
          before: { role: 'customer' },
          after: { role: 'support' },
        },
      ]);
    });

    it('are refused a password that anybody guesses', async () => {
      await expect(make('admin', 'password1234')).rejects.toMatchObject({ errorCode: 'weak_password' });
    });

    it('lose their rights at once when the role changes', async () => {
      await make();
      const { accessToken } = await room.session('login', login);
      await room.app.get(DataSource).query(`UPDATE users SET role = 'customer'`);
      expect((await room.me(accessToken)).json().role).toBe('customer');
    });
  });

  it('keeps one timeline per customer, newest first', async () => {
    const { userId } = await register('a@example.com');
    const timeline = room.app.get(Timeline);
    room.clock.advance({ minutes: 1 });
    await room.app.get(UnitOfWork).run((tx) =>
      timeline.record(tx, {
        userId,
        kind: 'billing.subscribed',
        title: 'Subscribed',
        cause: 'Stripe',
        data: { cents: 0 },
      }),
    );
    expect(await timeline.list(userId)).toMatchObject([
      { kind: 'billing.subscribed', at: room.clock.now(), cause: 'Stripe', data: { cents: 0 } },
      { kind: 'account.registered' },
    ]);
    expect(await timeline.list('usr_other')).toEqual([]);
  });

  it('forgets a timeline entry whose transaction fails', async () => {
    const { userId } = await register('a@example.com');
    const failing = room.app.get(UnitOfWork).run(async (tx) => {
      await room.app.get(Timeline).record(tx, { userId, kind: 'x.y', title: 'Never' });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await room.app.get(Timeline).list(userId)).toHaveLength(1);
  });

  it('forgets what has expired, and nothing else', async () => {
    await register('a@example.com');
    const task = room.app.get(ForgetExpiredTask);
    expect(await task.run()).toBe('0 sessions, 0 one-time tokens and 0 counters forgotten');
    room.clock.advance({ days: 121 });
    expect(await task.run()).toBe('1 sessions, 1 one-time tokens and 1 counters forgotten');
    expect(await room.rows('SELECT * FROM refresh_tokens')).toEqual([]);
    expect(await room.rows('SELECT * FROM users')).toHaveLength(1);
  });
});
