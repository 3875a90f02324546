/** Outbox job that carries out a comparison a member of staff asked for. */
export const RECONCILE_JOB = 'billing.reconcile';

export interface ReconcilePayload {
  runId: string;
}
