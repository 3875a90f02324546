import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from './moments.js';

const PASSWORD = 'correct horse battery staple';
/** Far beyond the longest recovery seen (a journey hit by kill after kill), so that giving up means stuck, not slow. */
const PATIENCE_MS = 600_000;

/** Refusals that ask for patience: what a dead process was at is free again when its lease has run out. */
const COME_BACK = new Set(['checkout_in_progress']);

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

type Method = 'GET' | 'POST' | 'DELETE';

export interface PersonOptions {
  /** Where the API is; asked anew for every request, because a process may move. */
  api: () => string;
  mailUrl: string;
  /** Told right before the first request of a step. */
  onStep?: (step: Step) => Promise<void> | void;
}

/**
 * A customer on the way from sign-up to a running agent, behaving like a person whose connection breaks: whatever got
 * no answer is asked again, and what to do next is what the setup page says.
 */
export class Person {
  readonly email = `${randomUUID()}@chaos.test`;
  readonly key = `sk-ant-api03-chaos-${randomBytes(24).toString('hex')}`;
  step: Step | 'done' = 'register';
  id = '';
  /** Requests that got no answer, or were told to come back. */
  retries = 0;
  private token = '';
  private login = { email: this.email, password: PASSWORD };
  private readonly deadline = Date.now() + PATIENCE_MS;

  constructor(private readonly options: PersonOptions) {}

  /** The whole way. @throws when something is refused that should not be, or it takes longer than ten minutes. */
  async travel(): Promise<void> {
    await this.register();
    for (let step = await this.setupStep(); step !== 'done'; step = await this.setupStep()) {
      if (step === 'plan' || step === 'confirming_payment') await this.buy();
      else if (step === 'connect') await this.connectKey();
      else if (step === 'provision') await this.provision();
      else if (step === 'channel') await this.addWebChannel();
      else throw new Error(`There is no setup step "${step}"`);
    }
    await this.verifyEmail();
    this.step = 'done';
  }

  async register(): Promise<void> {
    await this.enter('register');
    const account = { ...this.login, name: 'Kim Example' };
    const answer = await this.ask('POST', '/api/auth/register', account);
    if (answer.status === 201) this.signedIn(answer);
    // An earlier request arrived after all, only its answer did not.
    else if (answer.body['errorCode'] === 'email_taken') await this.signIn();
    else throw refused('register', answer);
  }

  async signInAs(email: string, password: string): Promise<void> {
    this.login = { email, password };
    await this.signIn();
  }

  async setupStep(): Promise<string> {
    return String((await this.expect('GET', '/api/user/setup', 200))['step']);
  }

  /** Chooses Pro, pays, and waits on the page that Stripe sends one back to. */
  async buy(): Promise<void> {
    await this.enter('checkout');
    const started = await this.ask('POST', '/api/checkout', { plan: 'pro' });
    // Paid already: somebody learned of it before we did.
    if (started.body['errorCode'] === 'already_subscribed') return;
    if (started.status !== 201) throw refused('checkout', started);
    await this.enter('pay');
    await this.pay(String(started.body['url']));
    await this.enter('confirm');
    // The webhook has a second before the page asks, as with a browser that loads it first.
    for (const until = Date.now() + 1000; Date.now() < until; await delay(50)) {
      if ((await this.setupStep()) === 'connect') return;
    }
    const path = `/api/checkout/${String(started.body['sessionId'])}`;
    await this.until(async () => (await this.expect('GET', path, 200))['status'] === 'active', 'the payment');
  }

  async connectKey(): Promise<void> {
    await this.enter('key');
    await this.expect('POST', '/api/user/byok', 200, { apiKey: this.key });
  }

  async provision(): Promise<void> {
    await this.enter('provision');
    await this.expect('POST', '/api/user/provision', 202);
    await this.until(async () => {
      const { state, message } = await this.expect('GET', '/api/user/provision/status', 200);
      if (state === 'failed') throw new Error(`Setting up failed: ${String(message)}`);
      return state === 'ready';
    }, 'the agent');
  }

  async addWebChannel(): Promise<void> {
    await this.enter('channel');
    const answer = await this.ask('POST', '/api/user/channels', { kind: 'web' });
    if (answer.status !== 201 && answer.body['errorCode'] !== 'channel_exists')
      throw refused('channel', answer);
  }

  /** Opens the link of the first mail. */
  async verifyEmail(): Promise<void> {
    await this.enter('verify');
    let token = '';
    await this.until(async () => {
      const texts = (await this.mails()).map(({ text }) => /verify-email#token=([\w-]+)/.exec(text)?.[1]);
      token = texts.find(Boolean) ?? '';
      return token !== '';
    }, 'the verification mail');
    const answer = await this.ask('POST', '/api/auth/verify-email', { token });
    const { emailVerified } = await this.expect('GET', '/api/auth/me', 200);
    if (emailVerified !== true) throw refused('verify', answer);
  }

  async mails(): Promise<{ subject: string; text: string }[]> {
    const response = await fetch(`${this.options.mailUrl}/inbox?to=${encodeURIComponent(this.email)}`);
    return response.json() as Promise<{ subject: string; text: string }[]>;
  }

  /** One request, asked again until it is answered. */
  async ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    for (;;) {
      const answer = await this.once(method, path, body);
      if (answer && answer.status < 500 && !COME_BACK.has(String(answer.body['errorCode']))) {
        if (answer.status !== 401 || path.startsWith('/api/auth/')) return answer;
        // The session ran out.
        await this.signIn();
      } else if (answer && answer.status >= 500 && answer.status !== 503) {
        throw refused(path, answer);
      }
      this.retries += 1;
      this.checkPatience(`${method} ${path}`);
      await delay(100);
    }
  }

  /** @returns null when no answer came. */
  async once(method: Method, path: string, body?: unknown): Promise<Answer | null> {
    try {
      const response = await fetch(`${this.options.api()}${path}`, {
        method,
        headers: {
          ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
    } catch {
      return null;
    }
  }

  async expect(method: Method, path: string, status: number, body?: unknown): Promise<Answer['body']> {
    const answer = await this.ask(method, path, body);
    if (answer.status !== status) throw refused(`${method} ${path}`, answer);
    return answer.body;
  }

  private async signIn(): Promise<void> {
    const answer = await this.ask('POST', '/api/auth/login', this.login);
    if (answer.status !== 200) throw refused('login', answer);
    this.signedIn(answer);
  }

  private signedIn({ body }: Answer): void {
    this.token = String(body['accessToken']);
    this.id = (body['user'] as { id: string }).id;
  }

  private async pay(url: string): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        email: this.email,
        cardNumber: '4242424242424242',
        cardExpiry: '12 / 34',
        cardCvc: '123',
        billingName: 'Kim Example',
      }),
    });
    if (response.status !== 303) throw new Error(`The payment page answered ${response.status}`);
  }

  private async enter(step: Step): Promise<void> {
    this.step = step;
    await this.options.onStep?.(step);
  }

  private async until(look: () => Promise<boolean>, what: string): Promise<void> {
    while (!(await look())) {
      this.checkPatience(what);
      await delay(100);
    }
  }

  private checkPatience(what: string): void {
    if (Date.now() > this.deadline)
      throw new Error(`${this.email} gave up at ${this.step}, waiting for ${what}`);
  }
}

function refused(what: string, { status, body }: Answer): Error {
  return new Error(`${what} was answered ${status}: ${JSON.stringify(body)}`);
}
