import type { MailData, MailTemplate } from '../mail-data.js';
import { renderMail } from './templates.js';

const URL = 'https://automna.test';
const SAMPLES: MailData = {
  verify_email: { name: 'Ada', token: 'amv_abc' },
  reset_password: { name: 'Ada', token: 'ams_abc' },
  welcome: { name: 'Ada' },
  plan_active: { name: 'Ada', plan: 'Pro' },
  agent_ready: { name: 'Ada' },
  payment_failed: { name: 'Ada', amountCents: 3000, nextAttemptAt: '2026-03-05T23:30:00.000Z' },
  key_problem: { masked: 'sk-ant-api03-…AB12', message: 'Anthropic says it was revoked.' },
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

  it('writes money and dates for people, zero included', () => {
    const { text } = renderMail('payment_failed', SAMPLES.payment_failed, URL);
    expect(text).toContain('$30.00');
    expect(text).toContain('March 5, 2026');
    const last = renderMail('payment_failed', { name: 'A', amountCents: 0, nextAttemptAt: null }, URL).text;
    expect(last).toContain('$0.00');
    expect(last).toContain('no further attempt');
  });
});
