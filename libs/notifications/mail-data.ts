import type { AccountMailData } from '@automna/accounts';

/** What is owed: the smallest unit of the currency, as on the invoice. */
interface OwedData {
  name: string;
  amountCents: number;
  currency: string;
}

/** Every letter we send, with what goes into it. */
export interface MailData extends AccountMailData {
  /** `plan` is the title: `Pro`. */
  plan_active: { name: string; plan: string };
  agent_ready: { name: string };
  /**
   * `reason` is a sentence; `nextAttemptAt` is ISO 8601, null when Stripe will not try again by itself; `suspendsAt` is
   * when the agent stops unless somebody pays.
   */
  payment_failed: OwedData & { reason: string; nextAttemptAt: string | null; suspendsAt: string | null };
  /** The bank wants the payment confirmed; `payUrl` is Stripe's page for that. */
  payment_action_required: OwedData & { payUrl: string | null; suspendsAt: string | null };
  service_suspended: OwedData;
  service_restored: { name: string };
  /** `plan` is the title; null for a plan that is no longer on offer. */
  subscription_ended: { name: string; plan: string | null };
  /** `masked` as shown in the settings, `message` says what is wrong and what to do. */
  key_problem: { masked: string; message: string };
  /** `message` names both keys as shown in the settings, and why the newer one is refused. */
  key_rolled_back: { message: string };
  /** `dueAt`: ISO 8601. `holdDays`: for how long the agent's machine is then kept, stopped. */
  account_deletion_requested: { name: string; dueAt: string; holdDays: number };
  account_kept: { name: string };
  account_closed: { name: string; holdDays: number };
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
