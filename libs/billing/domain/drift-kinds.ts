/** Ways in which we and Stripe can disagree. */
export const DRIFT_KINDS = [
  'subscription_missing',
  'subscription_differs',
  'subscription_gone',
  'two_live',
  'customer_gone',
  'price_unknown',
  'catalogue_drift',
  'event_missing',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What makes a finding go away. Only `person` cannot be carried out by the machine. */
export const DRIFT_REPAIRS = ['re-read', 'take-in-event', 'person'] as const;
export type DriftRepair = (typeof DRIFT_REPAIRS)[number];

/** What of a finding differs, by column; empty when there is nothing to compare. */
export type DriftSide = Record<string, string | number | boolean | null>;

/** One disagreement, before it is written down. */
export interface Drift {
  kind: DriftKind;
  /** For people: what is wrong, and for `person` what to do about it. */
  sentence: string;
  userId: string | null;
  /** The object at Stripe it is about. */
  stripeId: string | null;
  ours: DriftSide | null;
  theirs: DriftSide | null;
  repair: DriftRepair;
}
