import type { AddressInfo } from 'node:net';
import { Secret } from '@automna/core';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createMailTransport } from './create-transport.js';
import { MailDelayedError, MailRefusedError, type OutgoingMail } from './mail-transport.js';

const MAIL: OutgoingMail = {
  id: 'mail_1',
  from: 'Automna <hello@automna.test>',
  to: 'ada@example.com',
  subject: 'Grüße',
  html: '<p>Hi</p>',
  text: 'Hi',
};

describe('sending by SMTP', () => {
  let server: SMTPServer;
  const open = async (options: SMTPServerOptions) => {
    server = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true, ...options });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  };
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  const send = (url: string) =>
    createMailTransport(new Secret(url), MAIL.from).send(MAIL, new AbortController().signal);
  const refusal = (responseCode: number) => Object.assign(new Error('the reason'), { responseCode });

  it('signs in, delivers both forms, and names the message after our id', async () => {
    let text = '';
    const host = await open({
      onAuth: ({ username, password }, _session, done) =>
        done(username === 'me' && password === 'p@ss' ? null : refusal(535), { user: 'me' }),
      onData: (stream, _session, done) => {
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => done());
      },
    });
    expect(await send(`smtp://me:p%40ss@${host}`)).toBe('<mail_1@automna.test>');
    expect(text).toContain('Message-ID: <mail_1@automna.test>');
    expect(text).toContain('To: ada@example.com');
    expect(text).toContain('text/plain');
    expect(text).toContain('text/html');
    await close();
  });

  it('gives up when the recipient is refused for good', async () => {
    const host = await open({ onRcptTo: (_address, _session, done) => done(refusal(550)) });
    await expect(send(`smtp://${host}`)).rejects.toBeInstanceOf(MailRefusedError);
    await expect(send(`smtp://${host}`)).rejects.toThrow(/the reason/);
    await close();
  });

  it.each([
    ['a passing refusal', { onRcptTo: (_a, _s, done) => done(refusal(450)) }],
    ['a refused sign-in', { onAuth: (_a, _s, done) => done(refusal(535)) }],
  ] satisfies [string, SMTPServerOptions][])('tries again after %s', async (_what, options) => {
    const host = await open(options);
    const error = await send(`smtp://me:hunter2@${host}`).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailDelayedError);
    expect(String(error)).not.toContain('hunter2');
    await close();
  });

  it('tries again when nobody answers', async () => {
    const host = await open({});
    await close();
    await expect(send(`smtp://${host}`)).rejects.toBeInstanceOf(MailDelayedError);
  });
});
