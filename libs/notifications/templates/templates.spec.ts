import type { MailData, MailTemplate } from '../mail-data.js';
import { renderMail } from './templates.js';

const URL = 'https://automna.test';
const SAMPLES: MailData = {
  verify_email: { name: 'Ada', token: 'amv_abc' },
  reset_password: { name: 'Ada', token: 'ams_abc' },
  welcome: { name: 'Ada' },
  plan_active: { name: 'Ada', plan: 'Pro' },
  agent_ready: { name: 'Ada' },
  payment_failed: {
    name: 'Ada',
    amountCents: 3000,
    currency: 'usd',
    reason: 'Your card ending in 0069 has expired.',
    nextAttemptAt: '2026-03-05T23:30:00.000Z',
    suspendsAt: '2026-03-16T12:00:00.000Z',
  },
  payment_action_required: {
    name: 'Ada',
    amountCents: 3000,
    currency: 'usd',
    payUrl: null,
    suspendsAt: '2026-03-16T12:00:00.000Z',
  },
  service_suspended: { name: 'Ada', amountCents: 3000, currency: 'usd' },
  service_restored: { name: 'Ada' },
  subscription_ended: { name: 'Ada', plan: 'Pro' },
  key_problem: { masked: 'sk-ant-api03-…AB12', message: 'Anthropic says it was revoked.' },
  key_rolled_back: { message: 'Anthropic refuses the key sk-ant-api03-…AB12 you connected last.' },
  account_deletion_requested: { name: 'Ada', dueAt: '2026-03-12T08:00:00.000Z', holdDays: 7 },
  account_kept: { name: 'Ada' },
  account_closed: { name: 'Ada', holdDays: 7 },
};

describe('the letters', () => {
  it.each(Object.keys(SAMPLES) as MailTemplate[])(
    '%s has a subject, a page and a text with the same link',
    (template) => {
      const mail = renderMail(template, SAMPLES[template], URL);
      expect(mail.subject).toMatch(/^[A-Z].{5,80}$/);
      const link = /https:\/\/automna\.test\/[^\s"<]+/.exec(mail.text)?.[0];
      expect(link).toBeDefined();
      expect(mail.html).toContain(`href="${link}"`);
      expect(mail.html).not.toMatch(/undefined|\[object|NaN/);
      expect(mail.text).not.toMatch(/undefined|\[object|NaN|</);
    },
  );

  it.each([
    ['welcome', 'Welcome to Automna'],
    ['plan_active', 'Your Pro plan is active'],
    ['agent_ready', 'Your AI agent is ready'],
  ] as const)('%s is called "%s"', (template, subject) => {
    expect(renderMail(template, SAMPLES[template] as never, URL).subject).toBe(subject);
  });

  it('carries tokens in the fragment, which never reaches a server', () => {
    expect(renderMail('verify_email', SAMPLES.verify_email, URL).text).toContain(
      `${URL}/verify-email#token=amv_abc`,
    );
    expect(renderMail('reset_password', SAMPLES.reset_password, URL).text).toContain(
      `${URL}/reset-password#token=ams_abc`,
    );
  });

  it('takes no markup from names', () => {
    const { html, text } = renderMail('welcome', { name: `<img src=x onerror="a()">'&` }, URL);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;a()&quot;&gt;&#39;&amp;');
    expect(text).toContain('<img');
  });

  it('says what failed, when it is tried again and until when everything works', () => {
    const { text } = renderMail('payment_failed', SAMPLES.payment_failed, URL);
    expect(text).toContain('$30.00');
    expect(text).toContain('Your card ending in 0069 has expired.');
    expect(text).toContain('March 5, 2026');
    expect(text).toContain('Until March 16, 2026');
  });

  it('says when there is no further attempt, and writes zero as zero', () => {
    const data = { ...SAMPLES.payment_failed, amountCents: 0, nextAttemptAt: null, suspendsAt: null };
    const { text } = renderMail('payment_failed', data, URL);
    expect(text).toContain('$0.00');
    expect(text).toContain('no further attempt');
    expect(text).not.toContain('Until');
  });

  it("links to the payment provider's page where a payment must be confirmed", () => {
    const payUrl = 'https://invoice.stripe.test/i/in_1';
    const data = { ...SAMPLES.payment_action_required, payUrl };
    expect(renderMail('payment_action_required', data, URL).html).toContain(`href="${payUrl}"`);
  });

  it('says when an account is closed, what happens then, and how to keep it', () => {
    const { subject, text } = renderMail(
      'account_deletion_requested',
      SAMPLES.account_deletion_requested,
      URL,
    );
    expect(subject).toBe('Your account will be closed on March 12, 2026');
    expect(text).toContain('Its machine, with everything it remembers, is removed for good 7 days later.');
    expect(text).toContain(`${URL}/settings`);
    expect(text).toContain(`${URL}/forgot-password`);
  });

  it.each([
    [7, 'removed for good in 7 days'],
    [1, 'removed for good in 1 day'],
    [0, 'removed for good right away'],
  ])('says of a closed account with a hold of %i days: %s', (holdDays, words) => {
    expect(renderMail('account_closed', { name: 'Ada', holdDays }, URL).text).toContain(words);
  });

  it('names the plan that ended, if it has a name', () => {
    const text = (plan: string | null) => renderMail('subscription_ended', { name: 'A', plan }, URL).text;
    expect(text('Pro')).toContain('Your Pro plan has ended');
    expect(text(null)).toContain('Your subscription has ended');
  });
});
