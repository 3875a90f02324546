import type { CancelReason } from '../domain/plan-change.js';

/** Outbox job that finishes a change of plan after a crash, and looks after one that waits for a payment. */
export const PLAN_CHANGE_JOB = 'billing.plan-change';

/** What a customer said when cancelling; Stripe keeps it, we do not. */
export interface CancelWords {
  reason?: CancelReason;
  comment?: string;
}

export interface PlanChangePayload extends CancelWords {
  changeId: string;
}
