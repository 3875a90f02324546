/** The steps of the setup wizard, in order. */
export const SETUP_STEPS = ['plan', 'confirming_payment', 'connect', 'provision', 'channel', 'done'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** What is true of a customer; the step follows from it and is never stored. */
export interface SetupFacts {
  emailVerified: boolean;
  subscribed: boolean;
  /** A checkout was completed at Stripe but its subscription has not reached us yet. */
  paymentPending: boolean;
  keyConnected: boolean;
  machineReady: boolean;
  /** A channel was added or the customer said "later". */
  channelDecided: boolean;
}

/** The step a customer is at. Confirming an e-mail address never holds anyone up. */
export function setupStep(facts: SetupFacts): SetupStep {
  if (!facts.subscribed) return facts.paymentPending ? 'confirming_payment' : 'plan';
  if (!facts.keyConnected && !facts.machineReady) return 'connect';
  if (!facts.machineReady) return 'provision';
  return facts.channelDecided ? 'done' : 'channel';
}

export const CHANNEL_KINDS = ['telegram', 'web', 'discord', 'whatsapp'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
