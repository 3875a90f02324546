import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskRunner } from '@automna/core';
import { CloseAccountsTask } from './tasks/close-accounts.task.js';
import { Timeline } from './services/timeline.service.js';
import { AccountsFixture, PERSON } from './testing/open-accounts.js';

const LOGIN = { email: PERSON.email, password: PERSON.password };
const NEVER = new AbortController().signal;

describe('the end of an account', () => {
  let room: AccountsFixture;
  let userId: string;
  let accessToken: string;
  let refreshToken: string;

  beforeEach(async () => {
    room = await AccountsFixture.open();
    ({ userId, accessToken, refreshToken } = await room.session());
  });
  afterEach(() => room.close());

  const call = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    payload?: object,
    token = accessToken,
  ) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await room.app.inject({ method, url: `/api/user/account${path}`, headers, payload });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const leave = (password = PERSON.password) => call('DELETE', '', { password });
  const close = () => (room.app.get(CloseAccountsTask) as TaskRunner).run(NEVER);
  const signIn = () => room.post('login', LOGIN);
  const person = async () =>
    (await room.rows(`SELECT email, name, deleted_at FROM users WHERE id = '${userId}'`))[0];

  it('is a week away, and nothing changes until then', async () => {
    const dueAt = new Date(room.clock.now().getTime() + 7 * 86_400_000).toISOString();
    const days = { daysToKeep: 7, daysMachineIsHeld: 7 };
    const asked = { requestedAt: room.clock.now().toISOString(), dueAt, ...days };
    expect(await leave()).toEqual({ status: 202, body: asked });
    room.clock.advance({ days: 6 });
    ({ accessToken } = await room.session('login', LOGIN));
    expect(await leave()).toEqual({ status: 202, body: asked });
    expect(await call('GET', '/deletion')).toEqual({ status: 200, body: asked });
    expect(await close()).toBe('0 accounts closed, 0 people forgotten');
  });

  it('is taken back by a word, once or twice', async () => {
    await leave();
    const none = {
      status: 200,
      body: { requestedAt: null, dueAt: null, daysToKeep: 7, daysMachineIsHeld: 7 },
    };
    expect(await call('POST', '/keep')).toEqual(none);
    expect(await call('POST', '/keep')).toEqual(none);
    room.clock.advance({ days: 8 });
    expect(await close()).toBe('0 accounts closed, 0 people forgotten');
    expect((await signIn()).statusCode).toBe(200);
    const kinds = (await room.app.get(Timeline).list(userId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['account.kept', 'account.deletion_requested', 'account.registered']);
  });

  it('comes on its day: every session ends, nobody signs in, and every room hears of it once', async () => {
    await leave();
    room.clock.advance({ days: 7 });
    const [first, second] = await Promise.all([close(), close()]);
    expect([first, second].map((text) => Number(String(text)[0])).reduce((a, b) => a + b)).toBe(1);
    expect((await room.refresh(refreshToken)).statusCode).toBe(401);
    expect((await room.me(accessToken)).statusCode).toBe(401);
    expect((await signIn()).statusCode).toBe(401);
    expect(await close()).toBe('0 accounts closed, 0 people forgotten');
    expect(await person()).toMatchObject({ email: PERSON.email, deleted_at: room.clock.now().toISOString() });
    const kinds = (await room.app.get(Timeline).list(userId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'account.closed')).toHaveLength(1);
  });

  it('is not undone by a password that was forgotten: neither by a link from before nor by a new one', async () => {
    const letters = () => room.mails.sent.filter(({ template }) => template === 'reset_password').length;
    await leave();
    room.clock.advance({ days: 7 });
    await room.post('forgot-password', { email: PERSON.email });
    await room.drain();
    const token = room.tokenOf('reset_password');
    await close();
    const password = 'another horse battery staple';
    const response = await room.post('reset-password', { token, password });
    expect([response.statusCode, response.json()]).toMatchObject([400, { errorCode: 'token_invalid' }]);
    await room.post('forgot-password', { email: PERSON.email });
    await room.drain();
    expect(letters()).toBe(1);
    expect((await room.post('login', { ...LOGIN, password })).statusCode).toBe(401);
  });

  it('forgets the person a day later, and the address is free again', async () => {
    await leave();
    room.clock.advance({ days: 7 });
    await close();
    room.clock.advance({ hours: 23 });
    expect(await close()).toBe('0 accounts closed, 0 people forgotten');
    room.clock.advance({ hours: 1 });
    expect(await close()).toBe('0 accounts closed, 1 people forgotten');
    expect(await close()).toBe('0 accounts closed, 0 people forgotten');
    expect(await person()).toMatchObject({ email: `${userId}@deleted.invalid`, name: 'Deleted account' });
    const dump = JSON.stringify([
      await room.rows('SELECT * FROM users'),
      await room.rows('SELECT * FROM sessions'),
      await room.rows('SELECT * FROM timeline_entries'),
    ]);
    expect(dump).not.toContain(PERSON.email);
    expect((await room.session('register')).userId).not.toBe(userId);
  });

  it('wants the right password, and says so without ending the session', async () => {
    expect(await leave('not my password')).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_request' },
    });
    expect(await call('DELETE', '', {})).toMatchObject({ status: 400 });
    expect(await call('DELETE', '', { password: { $ne: 1 } })).toMatchObject({ status: 400 });
    expect((await room.me(accessToken)).statusCode).toBe(200);
    expect((await call('GET', '/deletion')).body).toMatchObject({ requestedAt: null, dueAt: null });
  });

  it('lets nobody guess the password', async () => {
    for (let guess = 0; guess < 5; guess += 1) await leave(`guess number ${guess}`);
    expect(await leave()).toMatchObject({ status: 429, body: { errorCode: 'too_many_attempts' } });
    room.clock.advance({ minutes: 15 });
    ({ accessToken } = await room.session('login', LOGIN));
    expect((await leave()).status).toBe(202);
  });

  it('is not for staff, and for nobody who is not signed in', async () => {
    await room.rows(`UPDATE users SET role = 'admin'`);
    expect(await leave()).toMatchObject({ status: 403, body: { errorCode: 'not_allowed' } });
    expect((await call('DELETE', '', { password: PERSON.password }, 'nobody')).status).toBe(401);
  });
});
