import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the agent says of a channel. `unlinked`: a person has to scan a code. */
export const CHANNEL_SIGHT_STATES = ['working', 'unlinked', 'failing'] as const;
export type ChannelSightState = (typeof CHANNEL_SIGHT_STATES)[number];

/** A channel as its agent saw it last. */
@Entity({ name: 'channel_observations' })
export class ChannelSightEntity {
  @PrimaryColumn({ name: 'channel_id', type: 'text' })
  channelId!: string;

  @Column({ type: 'text' })
  state!: ChannelSightState;

  @InstantColumn({ name: 'observed_at' })
  observedAt!: Date;
}
