import type { Secret } from '@automna/core';
import { type ErrorResponse, Resend } from 'resend';
import { MailDelayedError, MailRefusedError, MailTransport, type OutgoingMail } from './mail-transport.js';

const TIMEOUT_MS = 15_000;

/** Resend's HTTP API through its SDK. Our mail id is the idempotency key: a repeated attempt sends nothing twice. */
export class ResendTransport extends MailTransport {
  private readonly resend: Resend;

  constructor(
    key: Secret,
    baseUrl: string,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    super();
    this.resend = new Resend(key.reveal(), { baseUrl });
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<string> {
    const { id, from, to, subject, html, text } = mail;
    const { data, error, headers } = await this.resend.emails.send(
      { from, to, subject, html, text },
      { idempotencyKey: id, signal: AbortSignal.any([signal, AbortSignal.timeout(this.timeoutMs)]) },
    );
    if (error) throw translate(error, headers?.['retry-after']);
    return data.id;
  }
}

/** 4xx is final, except too many requests and "the same mail is just being sent"; no status means no answer. */
function translate(error: ErrorResponse, retryAfter: string | undefined): Error {
  const { statusCode, name, message } = error;
  const reason = `Resend: ${statusCode ?? 'no answer'} ${name}: ${message}`;
  const passing =
    statusCode === null ||
    statusCode === 408 ||
    statusCode === 429 ||
    statusCode >= 500 ||
    name === 'concurrent_idempotent_requests';
  if (!passing) return new MailRefusedError(reason);
  const seconds = Number(retryAfter);
  return new MailDelayedError(reason, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined);
}
