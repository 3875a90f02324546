import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Person } from '../../chaos/support/person.js';

export const PASSWORD = 'correct horse battery staple';
const PLAN_AT_FIRST = 'starter';

/** A customer whose requests are repeated until they are answered, whoever is killed meanwhile. */
export class Kim {
  appName = '';
  key = newKey();

  private constructor(private readonly person: Person) {}

  /** Somebody who pays for Starter and has connected a key. */
  static async join(api: string, mailUrl: string): Promise<Kim> {
    const kim = new Kim(new Person({ api: () => api, mailUrl }));
    await kim.person.register();
    const { url, sessionId } = await kim.post('/api/checkout', 201, { plan: PLAN_AT_FIRST });
    await pay(String(url), kim.person.email);
    const path = `/api/checkout/${String(sessionId)}`;
    while ((await kim.person.expect('GET', path, 200))['status'] !== 'active') await delay(50);
    await kim.post('/api/user/byok', 200, { apiKey: kim.key });
    return kim;
  }

  get id(): string {
    return this.person.id;
  }

  async provision(): Promise<void> {
    await this.post('/api/user/provision', 202);
  }

  /** Upgrades for what the preview says. An answer that was lost may have been a yes. */
  async upgrade(plan: string): Promise<void> {
    for (;;) {
      const now = await this.person.expect('GET', '/api/user/subscription', 200);
      if ((now['plan'] as { name: string } | null)?.name === plan) return;
      const preview = await this.person.ask('POST', '/api/user/subscription/preview', { plan });
      if (preview.status !== 200) continue;
      const { prorationDate, amountDueCents } = preview.body;
      await this.person.ask('POST', '/api/user/subscription/change', { plan, prorationDate, amountDueCents });
    }
  }

  async changeKey(): Promise<void> {
    this.key = newKey();
    await this.post('/api/user/byok', 200, { apiKey: this.key });
  }

  async leave(): Promise<void> {
    await this.person.expect('DELETE', '/api/user/account', 202, { password: PASSWORD });
  }

  private post(path: string, status: number, body?: unknown): Promise<Record<string, unknown>> {
    return this.person.expect('POST', path, status, body);
  }
}

function newKey(): string {
  return `sk-ant-api03-faults-${randomBytes(24).toString('hex')}`;
}

/** On Stripe's page, as a browser without JavaScript would. */
async function pay(url: string, email: string): Promise<void> {
  const card = { cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' };
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, ...card, billingName: 'Kim Example' }),
  });
  if (response.status !== 303) throw new Error(`The payment page answered ${response.status}`);
}
