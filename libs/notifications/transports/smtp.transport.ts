import { createTransport, type Transporter } from 'nodemailer';
import { MailDelayedError, MailRefusedError, MailTransport, type OutgoingMail } from './mail-transport.js';

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;

/**
 * SMTP (`smtp://`, `smtps://`). SMTP has no idempotency: when the answer to a delivered mail is lost, it is sent again
 * with the same Message-ID, by which mail clients show it once.
 */
export class SmtpTransport extends MailTransport {
  private readonly transporter: Transporter;
  private readonly messageDomain: string;

  constructor(url: URL, messageDomain: string) {
    super();
    this.messageDomain = messageDomain;
    const secure = url.protocol === 'smtps:';
    this.transporter = createTransport({
      host: url.hostname,
      port: Number(url.port) || (secure ? 465 : 587),
      secure,
      auth: url.username
        ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
        : undefined,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      // Nothing in a mail of ours is read from a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: OutgoingMail): Promise<string> {
    const { id, from, to, subject, html, text } = mail;
    const messageId = `<${id}@${this.messageDomain}>`;
    try {
      await this.transporter.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        html,
        text,
        messageId,
      });
      return messageId;
    } catch (error) {
      throw translate(error);
    }
  }
}

/**
 * 5xx answers to the mail itself are final; everything else (4xx, connection, time-out) may pass. A refused sign-in is
 * a setting to be mended, not a fault of the mail, so it waits too.
 */
function translate(error: unknown): Error {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  const reason = `SMTP: ${message ?? 'no answer'}`;
  const refused = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (refused && (responseCode === undefined || responseCode >= 500)) return new MailRefusedError(reason);
  return new MailDelayedError(reason, undefined, { cause: error });
}
