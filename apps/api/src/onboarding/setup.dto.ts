import { SETUP_STEPS, type SetupStep } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** What is known of a customer; the step follows from it. */
export class SetupFactsDto {
  emailVerified!: boolean;
  subscribed!: boolean;

  /** Paid at Stripe, not confirmed to us yet. */
  paymentPending!: boolean;
  keyConnected!: boolean;
  machineReady!: boolean;

  /** A channel was added, or the customer chose to do it later. */
  channelDecided!: boolean;
}

export class SetupDto {
  @ApiProperty({ enum: SETUP_STEPS, enumName: 'SetupStep' })
  step!: SetupStep;

  /** The checkout to ask about while the payment is being confirmed. */
  @ApiProperty({ type: String, nullable: true })
  checkoutSessionId!: string | null;

  facts!: SetupFactsDto;
}
