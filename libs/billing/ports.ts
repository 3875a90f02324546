import type { Tx } from '@automna/core';

/** A channel a customer has connected, as the choice of what stays shows it. */
export interface ChannelInUse {
  id: string;
  /** `telegram`, `discord`, … */
  kind: string;
  /** What people call it, e.g. `@my_bot`. */
  title: string;
  /** Connected, but not used: the plan allows fewer. */
  paused: boolean;
}

/** A customer's channels, for downgrades to a plan that allows fewer of them. Provided by whoever owns channels. */
export interface ChannelsInUse {
  channelsOf(userId: string): Promise<ChannelInUse[]>;
  /**
   * Keeps the customer's choice for the moment the plan really falls; nothing is paused before. An empty list takes
   * an earlier choice back.
   */
  planKept(tx: Tx, userId: string, keepIds: readonly string[]): Promise<void>;
}

/** Injection token of {@link ChannelsInUse}. */
export const CHANNELS_IN_USE = Symbol('CHANNELS_IN_USE');
