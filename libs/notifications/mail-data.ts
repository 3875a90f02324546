import type { AccountMailData } from '@automna/accounts';

/** Every letter we send, with what goes into it. */
export interface MailData extends AccountMailData {
  /** `plan` is the title: `Pro`. */
  plan_active: { name: string; plan: string };
  agent_ready: { name: string };
  /** `nextAttemptAt` is ISO 8601, `null` when Stripe will not try again. */
  payment_failed: { name: string; amountCents: number; nextAttemptAt: string | null };
  /** `masked` as shown in the settings, `message` says what is wrong and what to do. */
  key_problem: { masked: string; message: string };
}

export type MailTemplate = keyof MailData;

/** One mail to send. The union ties each template to its data. */
export type Mail = {
  [T in MailTemplate]: {
    to: string;
    /** Whose timeline tells of it. */
    userId?: string;
    template: T;
    data: MailData[T];
    /** A mail with the same key is sent once, however often it is asked for. */
    dedupeKey: string;
  };
}[MailTemplate];
