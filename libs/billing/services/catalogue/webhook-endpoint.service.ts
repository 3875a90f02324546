import { AppConfig, Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { STRIPE_API_VERSION } from '../../adapters/stripe.provider.js';
import { HANDLED_TYPES } from '../../domain/event-subject.js';

export interface WebhookAction {
  kind: 'create_webhook_endpoint' | 'update_webhook_endpoint' | 'warn_webhook_version';
  sentence: string;
}

export interface EnsuredEndpoint {
  actions: WebhookAction[];
  secret?: Secret;
}

/** The endpoint at Stripe that sends us events, in the shapes of our API version. */
@Injectable()
export class WebhookEndpoint {
  constructor(
    private readonly config: AppConfig,
    private readonly stripe: StripeGateway,
  ) {}

  async ensure(dryRun: boolean): Promise<EnsuredEndpoint> {
    const url = `${this.config.publicUrl}/api/webhooks/stripe`;
    const found = await this.find(url);
    if (!found) return this.create(url, dryRun);
    const actions: WebhookAction[] = [];
    if (found.status !== 'enabled' || !hasAll(found.enabled_events)) {
      actions.push({
        kind: 'update_webhook_endpoint',
        sentence: `Correct the events of webhook endpoint ${found.id}`,
      });
      if (!dryRun) await this.update(found.id);
    }
    if (found.api_version !== STRIPE_API_VERSION) {
      actions.push({
        kind: 'warn_webhook_version',
        sentence: `Webhook endpoint ${found.id} sends API version ${found.api_version ?? 'of the account'} instead of ${STRIPE_API_VERSION}. Stripe cannot change that: delete it, run this again, and put the new secret into STRIPE_WEBHOOK_SECRET. Until then events are still understood`,
      });
    }
    return { actions };
  }

  private async find(url: string): Promise<Stripe.WebhookEndpoint | null> {
    const all = await this.stripe.call((stripe) =>
      stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 }),
    );
    return all.find((endpoint) => endpoint.url === url) ?? null;
  }

  private async create(url: string, dryRun: boolean): Promise<EnsuredEndpoint> {
    const sentence = `Create a webhook endpoint for ${url}`;
    const actions: WebhookAction[] = [{ kind: 'create_webhook_endpoint', sentence }];
    if (dryRun) return { actions };
    const { secret } = await this.stripe.call((stripe) =>
      stripe.webhookEndpoints.create({
        url,
        enabled_events: HANDLED_TYPES,
        api_version: STRIPE_API_VERSION,
        description: 'Automna',
      }),
    );
    return { actions, secret: secret === undefined ? undefined : new Secret(secret) };
  }

  private async update(id: string): Promise<void> {
    await this.stripe.call((stripe) =>
      stripe.webhookEndpoints.update(id, { enabled_events: HANDLED_TYPES, disabled: false }),
    );
  }
}

function hasAll(enabled: readonly string[]): boolean {
  return enabled.includes('*') || HANDLED_TYPES.every((type) => enabled.includes(type));
}
