export class WebhookReceivedDto {
  received!: boolean;
}
