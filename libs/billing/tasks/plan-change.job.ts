/** Outbox job that finishes a change of plan after a crash, and looks after one that waits for a payment. */
export const PLAN_CHANGE_JOB = 'billing.plan-change';

export interface PlanChangePayload {
  changeId: string;
}
