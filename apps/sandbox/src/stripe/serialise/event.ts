import type { EventRecord, WebhookEndpointRecord } from '../state/records.js';
import type Stripe from 'stripe';
import { API_VERSION } from '../version.js';

/** The parts of every event; the SDK's own type is a union over all event types, too wide to build generically. */
export type WireEvent = Pick<
  Stripe.Event,
  'id' | 'object' | 'api_version' | 'created' | 'livemode' | 'pending_webhooks' | 'request'
> & { type: string; data: { object: object; previous_attributes?: object } };

export function serialiseEvent(event: EventRecord): WireEvent {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    data: {
      object: structuredClone(event.object),
      ...(event.previous === undefined ? {} : { previous_attributes: structuredClone(event.previous) }),
    },
    livemode: false,
    pending_webhooks: event.pending,
    request: event.request,
    type: event.type,
  };
}

/** The secret is shown by the create call only. */
export function serialiseWebhookEndpoint(endpoint: WebhookEndpointRecord): Stripe.WebhookEndpoint {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: endpoint.enabledEvents,
    livemode: false,
    metadata: endpoint.metadata,
    status: endpoint.status,
    url: endpoint.url,
  };
}
