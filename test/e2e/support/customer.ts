import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import { api, eventually, vendors } from './world.js';

export const GOOD_KEY = () =>
  `sk-ant-api03-e2e-${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`;
export const PASSWORD = 'correct horse battery staple';

type Method = 'get' | 'post' | 'put' | 'delete';

/** A customer driving the product over HTTP, the way the README's curl commands do. */
export class Customer {
  private constructor(
    readonly email: string,
    readonly id: string,
    public token: string,
    readonly cookie: string,
  ) {}

  /** A new access token: those of before a jump of the clock have expired. */
  async signInAgain(): Promise<void> {
    const { body } = await api()
      .post('/api/auth/login')
      .send({ email: this.email, password: PASSWORD })
      .expect(200);
    this.token = body.accessToken;
  }

  /** The subscription as the API shows it. */
  async subscription(): Promise<Record<string, unknown>> {
    return (await this.call('get', '/api/user/subscription').expect(200)).body;
  }

  /** Waits until the subscription looks like `expected`. */
  async untilSubscription(expected: Record<string, unknown>, what: string): Promise<Record<string, unknown>> {
    return eventually(async () => {
      const seen = await this.subscription();
      return Object.entries(expected).every(([key, value]) => seen[key] === value) && seen;
    }, what);
  }

  static async register(email = `${randomUUID()}@example.test`): Promise<Customer> {
    const { body, headers } = await api()
      .post('/api/auth/register')
      .send({ email, password: PASSWORD, name: 'Kim Example' })
      .expect(201);
    const cookie = ([] as string[]).concat(headers['set-cookie'] ?? [])[0]?.split(';')[0] ?? '';
    return new Customer(email, body.user.id, body.accessToken, cookie);
  }

  static async staff(role: 'admin' | 'support'): Promise<Customer> {
    const email = `${role}@automna.test`;
    const { body } = await api()
      .post('/api/auth/login')
      .send({ email, password: `automna-demo-${role}` })
      .expect(200);
    return new Customer(email, body.user.id, body.accessToken, '');
  }

  call(method: Method, path: string): Test {
    return api()[method](path).set('authorization', `Bearer ${this.token}`);
  }

  async checkout(plan = 'pro'): Promise<{ sessionId: string; url: string }> {
    const { body } = await this.call('post', '/api/checkout').send({ plan }).expect(201);
    return body;
  }

  /** Pays on the hosted page as a browser without JavaScript would. @returns the page's answer. */
  async pay(url: string, card = '4242424242424242'): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        email: this.email,
        cardNumber: card,
        cardExpiry: '12 / 34',
        cardCvc: '123',
        billingName: 'Kim Example',
      }),
    });
  }

  /** Buys a plan and waits until the API knows. */
  async subscribe(plan = 'pro'): Promise<void> {
    const { sessionId, url } = await this.checkout(plan);
    await this.pay(url);
    await eventually(async () => {
      const { body } = await this.call('get', `/api/checkout/${sessionId}`).expect(200);
      return body.status === 'active';
    }, 'the subscription becoming active');
  }

  async connectKey(apiKey = GOOD_KEY()): Promise<void> {
    await this.call('post', '/api/user/byok').send({ apiKey }).expect(200);
  }

  /** Starts provisioning and waits for the agent. @returns the last status. */
  async provision(): Promise<{ state: string; steps: { id: string; state: string }[] }> {
    await this.call('post', '/api/user/provision').expect(202);
    return eventually(
      async () => {
        const { body } = await this.call('get', '/api/user/provision/status').expect(200);
        return body.state === 'ready' ? body : undefined;
      },
      'the agent becoming ready',
      40_000,
    );
  }

  async step(): Promise<string> {
    return (await this.call('get', '/api/user/setup').expect(200)).body.step;
  }

  /** Mails the customer got, newest last. */
  async mails(): Promise<{ subject: string; text: string }[]> {
    const response = await fetch(`${vendors.mail}/inbox?to=${encodeURIComponent(this.email)}`);
    return response.json() as Promise<{ subject: string; text: string }[]>;
  }
}
