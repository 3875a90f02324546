import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@automna/core';
import { createMailTransport } from './create-transport.js';
import { MailDelayedError, MailRefusedError, type OutgoingMail } from './mail-transport.js';
import { ResendTransport } from './resend.transport.js';

const MAIL: OutgoingMail = {
  id: 'mail_1',
  from: 'Automna <hello@automna.test>',
  to: 'ada@example.com',
  subject: 'Hi',
  html: '<p>Hi</p>',
  text: 'Hi',
};

describe('sending through Resend', () => {
  let server: Server;
  let answer: { status: number; body: unknown; headers?: Record<string, string> } | 'silence' | 'hang up';
  const seen: { url?: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  const signal = new AbortController().signal;

  beforeEach(async () => {
    seen.length = 0;
    answer = { status: 200, body: { id: 'resend_1' } };
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        seen.push({ url: request.url, headers: request.headers, body: JSON.parse(text) });
        if (answer === 'hang up') request.socket.destroy();
        if (typeof answer === 'string') return;
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = () =>
    createMailTransport(new Secret(`resend+http://re_key@${host()}`), MAIL.from).send(MAIL, signal);
  const refuse = (status: number, name: string, headers = {}) => {
    answer = { status, body: { statusCode: status, name, message: 'the reason' }, headers };
  };

  it('posts the mail with the key and our id as idempotency key', async () => {
    expect(await send()).toBe('resend_1');
    const { id: _, ...body } = MAIL;
    expect(seen).toEqual([
      {
        url: '/emails',
        body,
        headers: expect.objectContaining({ authorization: 'Bearer re_key', 'idempotency-key': 'mail_1' }),
      },
    ]);
  });

  it.each([
    [400, 'validation_error'],
    [401, 'missing_api_key'],
    [403, 'invalid_api_key'],
    [409, 'invalid_idempotent_request'],
    [422, 'invalid_from_address'],
  ])('gives up on %d %s, with the reason', async (status, name) => {
    refuse(status, name);
    await expect(send()).rejects.toEqual(new MailRefusedError(`Resend: ${status} ${name}: the reason`));
  });

  it.each([
    [409, 'concurrent_idempotent_requests'],
    [429, 'rate_limit_exceeded'],
    [500, 'internal_server_error'],
    [503, 'application_error'],
  ])('tries again after %d %s', async (status, name) => {
    refuse(status, name);
    await expect(send()).rejects.toBeInstanceOf(MailDelayedError);
  });

  it('waits as long as Resend says', async () => {
    refuse(429, 'rate_limit_exceeded', { 'retry-after': '3' });
    await expect(send()).rejects.toMatchObject({ retryAfterMs: 3_000 });
  });

  it('tries again after an answer that is no JSON', async () => {
    answer = { status: 502, body: undefined };
    await expect(send()).rejects.toBeInstanceOf(MailDelayedError);
  });

  it('tries again when the connection breaks', async () => {
    answer = 'hang up';
    await expect(send()).rejects.toBeInstanceOf(MailDelayedError);
  });

  it('does not wait for ever', async () => {
    answer = 'silence';
    const transport = new ResendTransport(new Secret('re_key'), `http://${host()}`, 30);
    await expect(transport.send(MAIL, signal)).rejects.toBeInstanceOf(MailDelayedError);
  });
});

describe('MAIL_URL', () => {
  it('refuses what it cannot use, without showing it', () => {
    const make = (url: string) => () => createMailTransport(new Secret(url), MAIL.from);
    expect(make('resend://api.resend.com')).toThrow(/has no key/);
    expect(make('ftp://user:hunter2@host')).toThrow(/cannot be sent by ftp/);
    expect(make('ftp://user:hunter2@host')).not.toThrow(/hunter2/);
  });
});
