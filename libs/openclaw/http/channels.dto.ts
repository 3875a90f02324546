import { CHANNEL_KINDS, type ChannelKind, type LimitUnit } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { CHANNEL_SIGHT_STATES, type ChannelSightState } from '../persistence/channel-sight.entity.js';
import { PAUSE_REASONS, type PauseReason } from '../persistence/channel.entity.js';

const STATUSES = ['active', 'paused', 'connecting'] as const;

/** A channel to connect. */
export class AddChannelDto {
  /** Which messenger. */
  @ApiProperty({ enum: CHANNEL_KINDS, enumName: 'ChannelKind' })
  @IsIn(CHANNEL_KINDS)
  kind!: ChannelKind;

  /** The bot's token; Telegram and Discord need it. Stored encrypted, never shown again. */
  @ApiProperty({ required: false, minLength: 1, maxLength: 300, writeOnly: true })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  token?: string;
}

/** Who the agent is to listen to on a channel. */
export class ChannelOwnerDto {
  /** You, as the messenger numbers people: Telegram’s or Discord’s user id, or a phone number for WhatsApp. */
  @IsString()
  @MinLength(1)
  @MaxLength(40)
  ownerId!: string;
}

/** A connected channel. */
export class ChannelDto {
  id!: string;

  @ApiProperty({ enum: CHANNEL_KINDS, enumName: 'ChannelKind' })
  kind!: ChannelKind;

  @ApiProperty({ enum: STATUSES, enumName: 'ChannelStatus' })
  status!: 'active' | 'paused' | 'connecting';

  /** What people call it, e.g. `@my_bot`. */
  label!: string;

  /** The one person the agent listens to there. Null until its owner said who they are; then a bot listens to nobody. */
  @ApiProperty({ type: String, nullable: true })
  ownerId!: string | null;

  /** Why it waits: `plan` has no room for it, or the `customer` chose so. Null while it works. */
  @ApiProperty({ enum: PAUSE_REASONS, enumName: 'ChannelPauseReason', nullable: true })
  pausedReason!: PauseReason | null;

  /** What the agent itself says of it; `unlinked` waits for a code to be scanned. Null until it was asked. */
  @ApiProperty({ enum: CHANNEL_SIGHT_STATES, enumName: 'ChannelObserved', nullable: true })
  observed!: ChannelSightState | null;

  /** When the agent said so, ISO time. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  observedAt!: string | null;

  /** ISO time. */
  createdAt!: string;
}

/** How many channels the plan allows. */
export class ChannelLimitDto {
  @ApiProperty({ type: Number, nullable: true })
  limit!: number | null;

  unlimited!: boolean;

  @ApiProperty({ enum: ['searches', 'minutes', 'emails', 'channels'], enumName: 'LimitUnit' })
  unit!: LimitUnit;
}

/** A kind of channel and what it means on the customer's plan. */
export class ChannelKindDto {
  @ApiProperty({ enum: CHANNEL_KINDS, enumName: 'ChannelKind' })
  kind!: ChannelKind;

  title!: string;

  /** Whether it can be connected here. */
  available!: boolean;

  /** One honest sentence, e.g. whether it wakes a sleeping agent. */
  note!: string;
}

/** All channels of a customer. */
export class ChannelsDto {
  channels!: ChannelDto[];

  limit!: ChannelLimitDto;

  /** Channels that count against the limit. */
  @ApiProperty({ type: 'integer' })
  used!: number;

  /** Channels that wait; they keep their tokens and do not count. */
  @ApiProperty({ type: 'integer' })
  paused!: number;

  kinds!: ChannelKindDto[];
}
