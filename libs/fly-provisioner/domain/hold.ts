import { type Suspension, SUSPENSIONS } from '@automna/openclaw';

/** Why a machine is kept down: its owner is not served, or stopped it (`owner`). */
export const HOLDS = [...SUSPENSIONS, 'owner'] as const;
export type Hold = (typeof HOLDS)[number];

/** Not being served comes first: only that is put right in the billing settings. */
export function holdOf(
  suspension: Suspension | null,
  machine: { stoppedByOwnerAt: Date | null },
): Hold | null {
  return suspension ?? (machine.stoppedByOwnerAt ? 'owner' : null);
}

/** For the timeline: why it was stopped, and why it runs again. */
export const HOLD_CAUSES: Readonly<Record<Hold, { stopped: string; freed: string }>> = {
  payment: { stopped: 'a payment is overdue', freed: 'the subscription is active' },
  ended: { stopped: 'the subscription ended', freed: 'the subscription is active' },
  owner: { stopped: 'the customer', freed: 'the customer' },
};

/** What a customer whose machine is kept down is told. */
export const HOLD_MESSAGES: Readonly<Record<Hold, string>> = {
  payment:
    'Your agent is stopped because a payment is overdue. Nothing is deleted: pay in the billing settings, and it goes on where it stopped.',
  ended:
    'Your agent is stopped because your subscription ended. Nothing is deleted: choose a plan, and the same agent is back.',
  owner: 'You stopped your agent. Nothing wakes it until you start it again.',
};
