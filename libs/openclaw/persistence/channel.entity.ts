import type { ChannelKind } from '@automna/contracts';
import { InstantColumn, JsonColumn, type Sealed } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `connecting` is a channel that was accepted but whose link to the messenger is not made yet. */
export type ChannelStatus = 'active' | 'connecting' | 'paused';

/** `plan`: the plan has no room for it, it comes back by itself with one that has. `customer`: they chose so. */
export const PAUSE_REASONS = ['plan', 'customer'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** One messenger a customer talks to their agent through. */
@Entity({ name: 'channels' })
export class ChannelEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: ChannelKind;

  @Column({ type: 'text' })
  status!: ChannelStatus;

  /** What people call it, e.g. `@my_bot`. */
  @Column({ type: 'text' })
  label!: string;

  /** The bot's id at the messenger: one bot serves one agent. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  /** The one person the agent listens to there, as the messenger numbers people; null until they said who they are. */
  @Column({ name: 'owner_id', type: 'text', nullable: true })
  ownerId!: string | null;

  /** Sealed with user id + channel id as additional data, so a copied row does not open. */
  @JsonColumn({ name: 'token', nullable: true })
  token!: Sealed | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  /** Set while paused: it keeps its token and waits, the machine does not know of it. */
  @InstantColumn({ name: 'paused_at', nullable: true })
  pausedAt!: Date | null;

  @Column({ name: 'paused_reason', type: 'text', nullable: true })
  pausedReason!: PauseReason | null;
}

/** The owner's side of the seal around a channel's token. */
export function channelTokenAad(userId: string, channelId: string): string {
  return `${userId}:${channelId}:token`;
}
