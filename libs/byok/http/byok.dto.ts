import { VERDICTS, type Verdict } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { type KeyDelivery, KEY_DELIVERIES } from '../domain/key-delivery.js';

export class SaveKeyDto {
  /** The key as pasted; white space is taken out. Never logged, never returned. */
  @IsString()
  @IsNotEmpty({ message: 'apiKey must not be empty: paste the key' })
  @MaxLength(10_240, { message: 'apiKey is far too long to be a key' })
  apiKey!: string;
}

export class KeyVerdictDto {
  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict' })
  verdict!: Verdict;

  /** A sentence for the owner of the key. */
  message!: string;

  /** Whether saving this key would keep it. */
  wouldSave!: boolean;
}

export class RolledBackKeyDto {
  /** The key that was refused, masked; it is destroyed. */
  masked!: string;

  /** What Anthropic said of it. */
  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict' })
  verdict!: Verdict;

  /** What happened, in a sentence for the owner of the key. */
  message!: string;

  /** When the key before it was put back. */
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

export class KeyStatusDto {
  /** Whether a key is kept. */
  configured!: boolean;

  @ApiProperty({ enum: ['anthropic'] })
  provider!: 'anthropic';

  /** `sk-ant-api03-…` and the last four characters. */
  @ApiProperty({ type: String, nullable: true })
  masked!: string | null;

  /** First 16 hex characters of the key's SHA-256. */
  @ApiProperty({ type: String, nullable: true })
  fingerprint!: string | null;

  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict', nullable: true })
  verdict!: Verdict | null;

  @ApiProperty({ type: String, nullable: true })
  message!: string | null;

  /** Whether the agent may use the key. */
  enabled!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastCheckedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextCheckAt!: string | null;

  /**
   * Whether the machine was proven to run with this key. `rolled_back`: the key connected last was refused, and this is
   * the one before it; see `rolledBack`.
   */
  @ApiProperty({ enum: KEY_DELIVERIES, enumName: 'KeyDelivery' })
  delivery!: KeyDelivery;

  /** When the machine was first proven to run with this key. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deliveredAt!: string | null;

  /** Set after a roll-back, until another key is connected or this one is removed. */
  @ApiProperty({ type: () => RolledBackKeyDto, nullable: true })
  rolledBack!: RolledBackKeyDto | null;

  /** The model the agent thinks with as long as its owner has not picked another one in a conversation. */
  @ApiProperty({ type: String, nullable: true })
  modelInUse!: string | null;

  /** The model the last paid check was made with. */
  @ApiProperty({ type: String, nullable: true })
  model!: string | null;

  /** Where the owner can act on a problem. */
  @ApiProperty({ type: String, nullable: true })
  helpUrl!: string | null;
}
