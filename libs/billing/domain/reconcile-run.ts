/** Who asked for a pass. */
export const RECONCILE_TRIGGERS = ['schedule', 'command', 'staff'] as const;
export type ReconcileTrigger = (typeof RECONCILE_TRIGGERS)[number];

/** `look` changes nothing but its own report. */
export const RECONCILE_MODES = ['look', 'repair'] as const;
export type ReconcileMode = (typeof RECONCILE_MODES)[number];

export const RECONCILE_STATES = ['running', 'done', 'failed'] as const;
export type ReconcileState = (typeof RECONCILE_STATES)[number];

/** How much a pass looked at. */
export interface ReconcileCounts {
  /** Subscriptions at Stripe that belong to customers of ours. */
  subscriptions: number;
  /** Rows of ours they were compared with. */
  rows: number;
  customers: number;
  events: number;
  /** Events too fresh to be called missing. */
  eventsOnTheirWay: number;
  /** Requests to Stripe. */
  calls: number;
}

export const NOTHING_COUNTED: ReconcileCounts = {
  subscriptions: 0,
  rows: 0,
  customers: 0,
  events: 0,
  eventsOnTheirWay: 0,
  calls: 0,
};
