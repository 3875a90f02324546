export class PortalDto {
  /** Stripe's page for cards, invoices and cancelling; valid for a few minutes. */
  url!: string;
}
