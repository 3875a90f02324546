import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Resend } from 'resend';
import { startSandbox, type RunningSandbox } from '../kernel/index.js';
import { VendorSpec } from '../testing/vendor-spec.js';
import { createMailVendor } from './index.js';

interface Inbox {
  id: string;
  to: string[];
  subject: string;
}

const spec = VendorSpec.load('resend');
const mail = {
  from: 'Automna <hello@automna.test>',
  to: 'ada@example.com',
  subject: 'Welcome',
  text: 'Hi https://automna.test/v?t=1',
};

describe('the mail stand-in', () => {
  let sandbox: RunningSandbox;
  let base: string;

  beforeAll(async () => {
    sandbox = await startSandbox([createMailVendor()], { ports: { mail: 0 } });
    base = sandbox.urls['mail'] ?? '';
  });
  afterAll(() => sandbox.close());
  beforeEach(() => fetch(`${base}/_sandbox/reset?all=1`, { method: 'POST' }));

  const resend = (key = 're_sandbox_123456') => new Resend(key, { baseUrl: base });
  const inbox = async (to = '') => (await (await fetch(`${base}/inbox?to=${to}`)).json()) as Inbox[];
  const page = async (path: string) => (await fetch(base + path)).text();

  it('takes a mail, gives it back and lists it by recipient, newest first', async () => {
    const sent = await resend().emails.send(mail);
    await resend().emails.send({
      ...mail,
      to: ['Ada <ADA@example.com>', 'bob@example.com'],
      subject: 'Second',
    });
    spec?.checkAnswer('post', '/emails', 200, sent.data);
    const got = await resend().emails.get(sent.data?.id ?? '');
    spec?.checkAnswer('get', '/emails/{email_id}', 200, got.data);
    expect(got.data).toMatchObject({ subject: 'Welcome', last_event: 'delivered' });
    expect((await inbox('ada@example.com')).map((it) => it.subject)).toEqual(['Second', 'Welcome']);
    expect(await inbox('bob@example.com')).toHaveLength(1);
    expect(await inbox('eve@example.com')).toEqual([]);
  });

  it('sends once per idempotency key for 24 hours', async () => {
    const once = (extra = {}) => resend().emails.send({ ...mail, ...extra }, { idempotencyKey: 'welcome/1' });
    const first = await once();
    expect((await once()).data?.id).toBe(first.data?.id);
    expect((await once({ subject: 'Other' })).error).toMatchObject({
      statusCode: 409,
      name: 'invalid_idempotent_request',
    });
    expect(await inbox()).toHaveLength(1);
    sandbox.clock.advance(86_401);
    expect((await once()).data?.id).not.toBe(first.data?.id);
  });

  it.each([
    ['a wrong key', 'xx_123456789', mail, 403, 'invalid_api_key'],
    ['a revoked key', 're_revoked_12345', mail, 403, 'invalid_api_key'],
    ['a bad sender', 're_sandbox_123456', { ...mail, from: 'nobody' }, 422, 'invalid_from_address'],
    ['a bad recipient', 're_sandbox_123456', { ...mail, to: 'ada@' }, 422, 'validation_error'],
    ['no subject', 're_sandbox_123456', { ...mail, subject: '' }, 422, 'missing_required_field'],
    [
      'a header injection',
      're_sandbox_123456',
      { ...mail, subject: 'a\r\nBcc: b@c.de' },
      422,
      'validation_error',
    ],
    [
      'too many recipients',
      're_sandbox_123456',
      { ...mail, to: Array(51).fill('a@b.cd') as string[] },
      422,
      'validation_error',
    ],
  ])('refuses %s', async (_what, key, body, statusCode, name) => {
    expect((await resend(key).emails.send(body)).error).toMatchObject({ statusCode, name });
    expect(await inbox()).toEqual([]);
  });

  it('wants a key, and lets a sending key only send', async () => {
    const bare = await fetch(`${base}/emails`, { method: 'POST' });
    expect([bare.status, ((await bare.json()) as { name: string }).name]).toEqual([401, 'missing_api_key']);
    const sent = await resend('re_restricted_1').emails.send(mail);
    expect((await resend('re_restricted_1').emails.get(sent.data?.id ?? '')).error?.name).toBe(
      'restricted_api_key',
    );
    expect((await resend().emails.get('nothing')).error?.name).toBe('not_found');
  });

  it('limits to two a second when told to', async () => {
    await fetch(`${base}/_sandbox/mail/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"rateLimit":true}',
    });
    const results = [
      await resend().emails.send(mail),
      await resend().emails.send(mail),
      await resend().emails.send(mail),
    ];
    expect(results.map((it) => it.error?.name)).toEqual([undefined, undefined, 'rate_limit_exceeded']);
    expect(results[2]?.headers?.['retry-after']).toBe('1');
  });

  it('answers odd input with a 4xx of its own shape', async () => {
    const headers = { authorization: 'Bearer re_sandbox_1', 'content-type': 'application/json' };
    const refused = async (body: unknown) => {
      const answer = await fetch(`${base}/emails`, { method: 'POST', headers, body: JSON.stringify(body) });
      return [answer.status, ((await answer.json()) as { name: string }).name];
    };
    expect(await refused({ ...mail, to: [] })).toEqual([422, 'missing_required_field']);
    expect(await refused({ ...mail, text: null })).toEqual([422, 'missing_required_field']);
    expect(await refused({ ...mail, headers: ['x'] })).toEqual([422, 'validation_error']);
    expect(await refused({ ...mail, headers: { 'x-a': 'b\r\nbcc: c' } })).toEqual([422, 'validation_error']);
    expect(await page('/inbox?to=a@b.cd&to=c@d.ef')).toBe('[]');
  });

  it('lists a few words of each mail, and not more mails than one can look through', async () => {
    for (let i = 0; i < 201; i++) {
      const text = `Hello ${i}, open https://automna.test/verify?token=${i} now.`;
      await resend().emails.send({ ...mail, subject: `Mail ${i}`, text });
    }
    const list = await page('/');
    expect(list).toContain('201 mails, the newest 200 shown');
    expect(list).toContain('Hello 200, open … now.');
    expect(list).not.toContain('Mail 0<');
    await resend().emails.send({ ...mail, to: 'bounced@example.com' });
    expect(await page('/?to=bounced@example.com')).toContain('<span class="chip bad">bounced</span>');
  });

  it('shows mail as pages in which nothing from a mail can run', async () => {
    const evil = '"><script>alert(1)</script>';
    await resend().emails.send({
      ...mail,
      subject: evil,
      html: `<a href="https://automna.test/x?a=1&amp;b=2">go</a>${evil}`,
    });
    const [first] = await inbox();
    const list = await page('/');
    const view = await page(`/inbox/${first?.id}/view`);
    for (const html of [list, view]) {
      expect(html).not.toContain('<script');
      expect(html).toContain('<html lang="en">');
    }
    expect(list).toContain(`href="/inbox/${first?.id}/view"`);
    expect(view).toMatch(/<iframe title="Message" sandbox="(?!.*allow-scripts)/);
    expect(view).toContain('href="https://automna.test/x?a=1&amp;b=2"');
    expect(await page('/?to=%22%3E%3Cscript%3E')).not.toContain('<script');
    expect((await fetch(`${base}/inbox/none/view`)).status).toBe(404);
    expect((await fetch(base)).headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
