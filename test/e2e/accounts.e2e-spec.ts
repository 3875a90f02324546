import { randomUUID } from 'node:crypto';
import { Customer, PASSWORD } from './support/customer.js';
import { api, eventually } from './support/world.js';

const refresh = (cookie: string) => api().post('/api/auth/refresh').set('cookie', cookie);
const cookieOf = (headers: Record<string, unknown>) =>
  ([] as string[]).concat((headers['set-cookie'] as string[] | undefined) ?? [])[0]?.split(';')[0] ?? '';

describe('signing in', () => {
  it('works with the password and not without, and never says which half was wrong', async () => {
    const { email } = await Customer.register();
    await api().post('/api/auth/login').send({ email: email.toUpperCase(), password: PASSWORD }).expect(200);
    const wrong = await api()
      .post('/api/auth/login')
      .send({ email, password: 'wrong-wrong-wrong' })
      .expect(401);
    const unknown = await api()
      .post('/api/auth/login')
      .send({ email: `${randomUUID()}@example.test`, password: PASSWORD })
      .expect(401);
    const strip = ({ instance: _i, requestId: _r, ...rest }: Record<string, unknown>) => rest;
    expect(strip(unknown.body)).toEqual(strip(wrong.body));
  });

  it('one address has one account, whatever its case', async () => {
    const { email } = await Customer.register();
    const { body } = await api()
      .post('/api/auth/register')
      .send({ email: ` ${email.toUpperCase()} `, password: PASSWORD, name: 'Again' })
      .expect(409);
    expect(body.errorCode).toBe('email_taken');
  });

  it('guessing is slowed down and does not lock the owner out for good', async () => {
    const { email } = await Customer.register();
    const answers: number[] = [];
    for (let guess = 0; guess < 15; guess += 1) {
      const { status } = await api()
        .post('/api/auth/login')
        .send({ email, password: `guess-guess-${guess}` });
      answers.push(status);
    }
    expect(answers[0]).toBe(401);
    expect(answers.at(-1)).toBe(429);
    const refused = await api().post('/api/auth/login').send({ email, password: PASSWORD }).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('staying signed in', () => {
  it('the refresh cookie is httpOnly, strict and bound to its path', async () => {
    const { headers } = await api()
      .post('/api/auth/register')
      .send({ email: `${randomUUID()}@example.test`, password: PASSWORD, name: 'Kim' })
      .expect(201);
    const [cookie] = ([] as string[]).concat(headers['set-cookie'] ?? []);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect(cookie).toMatch(/Path=\/api\/auth/);
  });

  it('signing out ends it', async () => {
    const { cookie } = await Customer.register();
    const first = await refresh(cookie).expect(200);
    const next = cookieOf(first.headers);
    expect(next).not.toBe(cookie);
    await api().post('/api/auth/logout').set('cookie', next).expect(204);
    await refresh(next).expect(401);
  });
});

describe('a forgotten password', () => {
  it('is replaced by the link in the mail, which works once and ends all sessions', async () => {
    const customer = await Customer.register();
    await api().post('/api/auth/forgot-password').send({ email: customer.email }).expect(202);
    await api().post('/api/auth/forgot-password').send({ email: 'nobody@example.test' }).expect(202);
    const mail = await eventually(
      async () => (await customer.mails()).find(({ text }) => text.includes('/reset-password#token=')),
      'the mail',
    );
    const token = /#token=([\w-]+)/.exec(mail.text)?.[1];
    const password = 'another long passphrase';
    await api().post('/api/auth/reset-password').send({ token, password }).expect(204);
    await api().post('/api/auth/reset-password').send({ token, password }).expect(400);
    await refresh(customer.cookie).expect(401);
    await api().post('/api/auth/login').send({ email: customer.email, password }).expect(200);
  });
});
