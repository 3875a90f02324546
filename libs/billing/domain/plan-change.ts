import { PLAN_NAMES, type PlanName } from '@automna/contracts';

/** What a customer asks for. `keep` = stay on the current plan: undo a scheduled or unpaid change. */
export const PLAN_CHANGE_KINDS = ['upgrade', 'downgrade', 'keep', 'cancel', 'resume'] as const;
export type PlanChangeKind = (typeof PLAN_CHANGE_KINDS)[number];

/** What choosing a plan amounts to. */
export const PREVIEW_KINDS = ['upgrade', 'downgrade', 'same', 'keep'] as const;
export type PreviewKind = (typeof PREVIEW_KINDS)[number];

/**
 * `requested` = written down, Stripe is being told; `awaiting_payment` and `scheduled` wait for Stripe; `superseded` =
 * replaced by a later wish before it came true.
 */
export const PLAN_CHANGE_STATUSES = [
  'requested',
  'awaiting_payment',
  'scheduled',
  'done',
  'failed',
  'superseded',
] as const;
export type PlanChangeStatus = (typeof PLAN_CHANGE_STATUSES)[number];

/** Why somebody cancels, in the words Stripe keeps. */
export const CANCEL_REASONS = [
  'customer_service',
  'low_quality',
  'missing_features',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
  'other',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** What a customer says when cancelling; all of it is optional. */
export interface CancelWords {
  reason?: CancelReason;
  comment?: string;
}

/** @param undoable a downgrade is scheduled, or an upgrade waits for its payment */
export function kindOfChoice(current: PlanName, wanted: PlanName, undoable: boolean): PreviewKind {
  if (current === wanted) return undoable ? 'keep' : 'same';
  return PLAN_NAMES.indexOf(wanted) > PLAN_NAMES.indexOf(current) ? 'upgrade' : 'downgrade';
}
