import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class DeleteAccountDto {
  /** The password you sign in with. */
  @IsString({ message: 'Please give your password.' })
  @MinLength(1, { message: 'Please give your password.' })
  @MaxLength(128, { message: 'No password of ours is that long.' })
  password!: string;
}

/** How the end of an account stands. */
export class AccountDeletionDto {
  /** Null while nobody has asked for it. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  requestedAt!: string | null;

  /** Until then the account can be kept and everything works; then keys are destroyed and the agent is removed. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  dueAt!: string | null;

  /** Days in which the account can be kept after its end was asked for. */
  @ApiProperty({ type: 'integer' })
  daysToKeep!: number;

  /** Days for which the agent's machine is then kept, stopped, before it is removed. */
  @ApiProperty({ type: 'integer' })
  daysMachineIsHeld!: number;
}
