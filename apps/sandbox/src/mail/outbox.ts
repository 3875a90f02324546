import { createHash, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../kernel/index.js';
import { MailError } from './errors.js';
import { bareAddress, type MailInput } from './mail-input.js';

/** A mail that arrived. */
export interface Mail extends MailInput {
  id: string;
  created_at: string;
  last_event: string;
}

const DAY_MS = 86_400_000;
const KEPT = 5000;
/** Characters of text and HTML of all mails together. */
const KEPT_CHARACTERS = 32 * 1024 * 1024;
const KEPT_KEYS = 20_000;

interface UsedKey {
  hash: string;
  id: string;
  at: number;
}

/** What is kept across restarts. */
export interface OutboxState {
  mails: Mail[];
  keys: Map<string, UsedKey>;
}

/** All mail sent through the stand-in, newest last, and the idempotency keys of the last 24 hours. */
export class Outbox {
  private mails: Mail[] = [];
  private characters = 0;
  private readonly keys = new Map<string, UsedKey>();

  constructor(private readonly clock: SandboxClock) {}

  /** Keeps a mail once per idempotency key. */
  send(input: MailInput, idempotencyKey: string | undefined): Mail['id'] {
    const now = this.clock.now();
    const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    if (idempotencyKey !== undefined) {
      const seen = this.keys.get(idempotencyKey);
      if (seen && now.getTime() - seen.at < DAY_MS) {
        if (seen.hash === hash) return seen.id;
        throw new MailError(
          409,
          'invalid_idempotent_request',
          'This idempotency key has been used with a different request body. Use another key or the same body.',
        );
      }
    }
    const id = randomUUID();
    this.keep({ ...input, id, created_at: now.toISOString(), last_event: eventFor(input) });
    if (idempotencyKey !== undefined) {
      this.keys.delete(idempotencyKey);
      this.keys.set(idempotencyKey, { hash, id, at: now.getTime() });
      this.dropOldKeys(now.getTime());
    }
    return id;
  }

  get(id: string): Mail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  /** Newest first, of one recipient or of all. */
  list(to?: string): Mail[] {
    const wanted = to && bareAddress(to);
    return this.mails
      .filter(
        (mail) => !wanted || [...mail.to, ...mail.cc, ...mail.bcc].some((it) => bareAddress(it) === wanted),
      )
      .reverse();
  }

  /** Mails and idempotency keys. */
  save(): OutboxState {
    return { mails: this.mails, keys: this.keys };
  }

  /** Goes on with what `save` gave. */
  load({ mails, keys }: OutboxState): void {
    this.reset();
    mails.forEach((mail) => this.keep(mail));
    for (const [key, used] of keys) this.keys.set(key, used);
  }

  reset(): void {
    this.mails = [];
    this.characters = 0;
    this.keys.clear();
  }

  private keep(mail: Mail): void {
    this.mails.push(mail);
    this.characters += sizeOf(mail);
    while (this.mails.length > KEPT || (this.characters > KEPT_CHARACTERS && this.mails.length > 1)) {
      const oldest = this.mails.shift();
      if (oldest) this.characters -= sizeOf(oldest);
    }
  }

  /** Keys stand in the order of their use, so the first young one ends the search. */
  private dropOldKeys(now: number): void {
    for (const [key, { at }] of this.keys) {
      if (now - at < DAY_MS && this.keys.size <= KEPT_KEYS) return;
      this.keys.delete(key);
    }
  }
}

function sizeOf(mail: Mail): number {
  return (mail.html?.length ?? 0) + (mail.text?.length ?? 0) + mail.subject.length;
}

/** Resend's test recipients: bounced@, complained@ and suppressed@ do what they say. */
function eventFor(input: MailInput): string {
  if (input.scheduled_at) return 'scheduled';
  const [first = ''] = input.to.map(bareAddress);
  return /^(bounced|complained|suppressed)(\+.*)?@/.exec(first)?.[1] ?? 'delivered';
}
