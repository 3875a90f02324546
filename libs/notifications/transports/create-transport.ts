import { Secret } from '@automna/core';
import type { MailTransport } from './mail-transport.js';
import { ResendTransport } from './resend.transport.js';
import { SmtpTransport } from './smtp.transport.js';

/**
 * The transport for MAIL_URL: `smtp://user:pass@host:587`, `smtps://…`, `resend://re_key@api.resend.com`, or
 * `resend+http://re_key@127.0.0.1:4017` for a stand-in. The address is a secret; it appears in no error.
 */
export function createMailTransport(mailUrl: Secret, from: string): MailTransport {
  const url = new URL(mailUrl.reveal());
  switch (url.protocol) {
    case 'smtp:':
    case 'smtps:':
      return new SmtpTransport(url, domainOf(from));
    case 'resend:':
    case 'resend+https:':
    case 'resend+http:': {
      if (!url.username) throw new Error('MAIL_URL has no key: write resend://re_…@api.resend.com');
      const scheme = url.protocol === 'resend+http:' ? 'http' : 'https';
      return new ResendTransport(new Secret(decodeURIComponent(url.username)), `${scheme}://${url.host}`);
    }
    default:
      throw new Error(
        `MAIL_URL: mail cannot be sent by ${url.protocol.slice(0, -1)}; use smtp, smtps or resend.`,
      );
  }
}

/** Of `Automna <hello@automna.ai>`: `automna.ai`. */
function domainOf(from: string): string {
  return /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
