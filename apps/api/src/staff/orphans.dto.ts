import { ORPHAN_KINDS, ORPHAN_STATES, type OrphanKind, type OrphanState } from '@automna/fly-provisioner';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ReasonDto } from './run.dto.js';

/** Something at Fly that belongs to nobody and costs money. */
export class OrphanDto {
  id!: string;

  @ApiProperty({ enum: ORPHAN_KINDS, enumName: 'OrphanKind' })
  kind!: OrphanKind;

  appName!: string;

  /** The app's name, the machine's or volume's id, or the address. */
  flyId!: string;

  @ApiProperty({ type: String, nullable: true })
  region!: string | null;

  /** What it is, in words. */
  what!: string;

  /** US cents, at list prices. */
  @ApiProperty({ type: 'integer' })
  centsPerMonth!: number;

  /** When Fly made it; null when Fly does not say. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  atFlySince!: string | null;

  /** Since when it is known to be nobody's. */
  @ApiProperty({ format: 'date-time' })
  firstSeenAt!: string;

  /** Whole days since it was made, or since it was first seen. */
  @ApiProperty({ type: 'integer' })
  ageDays!: number;

  @ApiProperty({ enum: ORPHAN_STATES, enumName: 'OrphanState' })
  state!: OrphanState;

  /** The member of staff who decided. */
  @ApiProperty({ type: String, nullable: true })
  decidedBy!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  /** When its hold ends; null unless it is on its way out. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  leavingAt!: string | null;

  /** What its removal waits for right now. */
  @ApiProperty({ type: String, nullable: true })
  waitsFor!: string | null;
}

export class OrphansDto {
  /** The dearest first. */
  items!: OrphanDto[];

  /** Of those that wait for a decision or for their removal. */
  @ApiProperty({ type: 'integer' })
  centsPerMonth!: number;
}

export class DecideOrphanDto extends ReasonDto {}

export class AdoptOrphanDto extends DecideOrphanDto {
  /** For a whole app: the customer it belongs to. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  customerId?: string;
}
