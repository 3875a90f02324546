import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

/** Pages of the portal that can be opened directly. */
export const PORTAL_FLOWS = ['payment_method_update', 'subscription_cancel'] as const;
export type PortalFlow = (typeof PORTAL_FLOWS)[number];

export class PortalRequestDto {
  /** Where to go at once; without it the portal's first page. */
  @ApiProperty({ enum: PORTAL_FLOWS, enumName: 'PortalFlow', required: false, nullable: true })
  @IsOptional()
  @IsIn(PORTAL_FLOWS, { message: `flow must be one of ${PORTAL_FLOWS.join(', ')}, or left out` })
  flow?: PortalFlow | null;
}

export class PortalDto {
  /** Stripe's page for cards, invoices and cancelling; valid for a few minutes. */
  url!: string;
}
