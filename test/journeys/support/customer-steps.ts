import { randomUUID } from 'node:crypto';
import type { Stack } from '../../support/stack.ts';
import type { Visitor } from './visitor.js';

export const PASSWORD = 'correct horse battery staple';
export const CARDS = {
  good: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  /** Pays once, at checkout; every charge after that fails. */
  failsLater: '4000 0000 0000 0341',
};

const random = () => randomUUID().replaceAll('-', '');

export const newEmail = () => `${random().slice(0, 12)}@example.test`;
/** A key of the stand-in; `kind` in its text says how it behaves. */
export const newKey = (kind = 'demo') => `sk-ant-api03-${kind}-${random()}${random().slice(0, 16)}`;
/** Digits that start with 401 are a token Telegram refuses. */
export const telegramToken = (digits = `5${String(Date.now()).slice(-8)}`) => `${digits}:${random()}abc`;

export async function signsUp(visitor: Visitor, email: string): Promise<void> {
  await visitor.sees('Create your account');
  await visitor.fills('Your name', 'Kim Example');
  await visitor.fills('Email', email);
  await visitor.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visitor.presses('Create account');
}

/** Fills the hosted payment page in and sends it. */
export async function pays(visitor: Visitor, card: string): Promise<void> {
  await visitor.sees('Pay with card');
  await visitor.fills('Card number', card);
  await visitor.fills('Expiry (MM / YY)', '12 / 34');
  await visitor.fills('CVC', '123');
  await visitor.fills('Name on card', 'Kim Example');
  await visitor.presses(/^Subscribe|^Pay/);
}

export async function pastesKey(
  visitor: Visitor,
  key: string,
  button = 'Validate and continue',
): Promise<void> {
  await visitor.page.getByLabel('Your API key', { exact: true }).fill(key);
  await visitor.presses(button);
}

export async function signsIn(visitor: Visitor, email: string, password = PASSWORD): Promise<void> {
  await visitor.page.goto('/login');
  await visitor.fills('Email', email);
  await visitor.page.getByLabel('Password', { exact: true }).fill(password);
  await visitor.presses('Sign in');
}

interface Wanted {
  plan?: 'starter' | 'pro' | 'power';
  /** Paid with this card instead of a good one. */
  card?: string;
  /** Connect this key. */
  key?: string;
  /** Set the machine up and wait until it is ready. */
  machine?: boolean;
}

/** Calls the API as the customer who was just made. */
export type Call = (method: string, path: string, body?: object) => Promise<Record<string, string>>;

/** A customer who has come this far already, made over HTTP: the way there is another journey's business. */
export async function aCustomer(
  stack: Stack,
  { plan, card = CARDS.good, key, machine }: Wanted = {},
): Promise<{ email: string; call: Call }> {
  const email = newEmail();
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json().catch(() => ({}))) as Record<string, string>;
  };
  const until = async (path: string, token: string, done: (answer: Record<string, string>) => boolean) => {
    const deadline = Date.now() + 30_000;
    while (!done(await call('GET', path, undefined, token))) {
      if (Date.now() > deadline) throw new Error(`${path} did not get there in 30 s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const { accessToken: token = '' } = await call('POST', '/api/auth/register', {
    email,
    password: PASSWORD,
    name: 'Kim Example',
  });
  if (plan) {
    const { sessionId, url = '' } = await call('POST', '/api/checkout', { plan }, token);
    const form = {
      cardNumber: card,
      cardExpiry: '12 / 34',
      cardCvc: '123',
      billingName: 'Kim Example',
    };
    await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email, ...form }) });
    await until(`/api/checkout/${sessionId}`, token, ({ status }) => status === 'active');
  }
  if (key) await call('POST', '/api/user/byok', { apiKey: key }, token);
  if (machine) {
    await call('POST', '/api/user/provision', undefined, token);
    await until('/api/user/provision/status', token, ({ state }) => state === 'ready');
  }
  return { email, call: (method, path, body) => call(method, path, body, token) };
}
