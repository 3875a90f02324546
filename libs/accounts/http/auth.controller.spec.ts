import { jest } from '@jest/globals';
import { openTestHttp } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccountError } from '../accounts.errors.js';
import { EmailVerification } from '../services/email-verification.service.js';
import { PasswordReset } from '../services/password-reset.service.js';
import { Registration } from '../services/registration.service.js';
import { Sessions } from '../services/sessions.service.js';
import { SignIn } from '../services/sign-in.service.js';
import { Users } from '../services/users.service.js';
import { AuthController } from './auth.controller.js';
import { RefreshCookie } from './refresh-cookie.js';

const unexpected = () => Promise.reject(new Error('not expected here'));
const user = {
  id: 'usr_1',
  email: 'a@example.com',
  name: 'A',
  role: 'customer' as const,
  emailVerifiedAt: null,
  createdAt: new Date(0),
  // What a new column would look like: it must not reach the answer.
  passwordHash: 'canary',
};

describe('the auth routes', () => {
  let app: NestFastifyApplication;
  const signIn = { signIn: jest.fn<() => Promise<unknown>>() };
  const verification = { confirm: jest.fn(unexpected), resend: jest.fn<() => Promise<void>>() };
  const reset = { request: jest.fn<() => Promise<void>>(), reset: jest.fn(unexpected) };
  const users = { get: jest.fn(async () => user) };

  beforeAll(async () => {
    app = await openTestHttp({
      controllers: [AuthController],
      providers: [
        RefreshCookie,
        { provide: Registration, useValue: { register: unexpected } },
        { provide: SignIn, useValue: signIn },
        { provide: Sessions, useValue: { refresh: unexpected, signOut: unexpected } },
        { provide: EmailVerification, useValue: verification },
        { provide: PasswordReset, useValue: reset },
        { provide: Users, useValue: users },
      ],
    });
  });
  afterAll(() => app.close());

  const post = (path: string, payload: object, headers = {}) =>
    app.inject({ method: 'POST', url: `/api/auth/${path}`, payload, headers });

  it.each([
    ['GET', 'me'],
    ['POST', 'resend-verification'],
  ] as const)('%s %s needs a signed-in person', async (method, path) => {
    expect((await app.inject({ method, url: `/api/auth/${path}` })).statusCode).toBe(401);
    const headers = { authorization: 'Bearer test' };
    expect((await app.inject({ method, url: `/api/auth/${path}`, headers })).statusCode).toBeLessThan(300);
  });

  it('maps people field by field', async () => {
    const response = await app.inject({
      method: 'GET',
      url: '/api/auth/me',
      headers: { authorization: 'Bearer test' },
    });
    expect(response.json()).toEqual({
      id: 'usr_1',
      email: 'a@example.com',
      name: 'A',
      role: 'customer',
      emailVerified: false,
      createdAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['login', { email: 'a@example.com' }],
    ['login', { email: 'a@example.com', password: 1 }],
    ['login', { email: 'a@example.com', password: 'x'.repeat(129) }],
    ['register', {}],
    ['verify-email', { token: 'x'.repeat(201) }],
    ['forgot-password', { email: 'a@example.com', extra: 1 }],
    ['reset-password', { token: 'x', password: 'short' }],
  ])('%s refuses a bad body before any service sees it', async (path, body) => {
    const response = await post(path, body);
    expect([response.statusCode, response.json().errorCode]).toEqual([400, 'invalid_request']);
  });

  it('hands the normalised address on', async () => {
    signIn.signIn.mockRejectedValueOnce(new AccountError('invalid_credentials'));
    await post('login', { email: ' A@Example.com', password: 'x' });
    expect(signIn.signIn).toHaveBeenLastCalledWith({ email: 'a@example.com', password: 'x' }, '127.0.0.1');
  });

  it('passes headers of a refusal on', async () => {
    signIn.signIn.mockRejectedValueOnce(
      new AccountError('too_many_attempts', 'Wait.', { headers: { 'Retry-After': '7' } }),
    );
    const response = await post('login', { email: 'a@example.com', password: 'x' });
    expect([response.statusCode, response.headers['retry-after']]).toEqual([429, '7']);
  });

  it('says nothing about a failure nobody expected', async () => {
    const response = await post('verify-email', { token: 'x' });
    expect([response.statusCode, response.json().errorCode]).toEqual([500, 'internal_error']);
    expect(response.body).not.toContain('not expected');
  });
});
