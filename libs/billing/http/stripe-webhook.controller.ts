import { Public } from '@automna/core';
import { Controller, Headers, HttpCode, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { WebhookInbox } from '../services/inbox/webhook-inbox.service.js';
import { WebhookReceivedDto } from './webhook.dto.js';

@ApiTags('webhooks')
@Public('Stripe has no account here; it signs the body instead')
@Controller('webhooks/stripe')
export class StripeWebhookController {
  constructor(private readonly inbox: WebhookInbox) {}

  /** Takes in one signed event. 200 means it is stored for good. */
  @Post()
  @HttpCode(200)
  async receiveStripeEvent(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') signature?: string,
  ): Promise<WebhookReceivedDto> {
    await this.inbox.receive(request.rawBody, signature);
    return { received: true };
  }
}
