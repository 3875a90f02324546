import type { z } from 'zod';
import { assertLoopback } from '../../kernel/index.js';
import { newestFirst, pageOf } from '../http/list.js';
import { badRequest } from '../http/errors.js';
import { emptyable, flag, list, metadata, page, params, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseWebhookEndpoint } from '../serialise/event.js';
import { mergeMetadata } from '../state/metadata.js';
import type { WebhookEndpointRecord } from '../state/records.js';
import { API_VERSION } from '../version.js';

const events = list(text(), 300).min(1);
const createParams = params({
  url: text(),
  enabled_events: events,
  api_version: text().optional(),
  description: emptyable(text()).optional(),
  metadata: metadata().optional(),
  ...unmodelled('connect'),
});
const updateParams = params({
  url: text().optional(),
  enabled_events: events.optional(),
  description: emptyable(text()).optional(),
  disabled: flag().optional(),
  metadata: metadata().optional(),
});

export const webhookEndpointRoutes = [
  route('POST', '/v1/webhook_endpoints', createParams, create),
  route('GET', '/v1/webhook_endpoints', params(page), ({ world, input }) =>
    pageOf(
      newestFirst(world.webhookEndpoints.all()),
      input,
      '/v1/webhook_endpoints',
      serialiseWebhookEndpoint,
    ),
  ),
  route('GET', '/v1/webhook_endpoints/:id', params({}), ({ world, id }) =>
    serialiseWebhookEndpoint(world.webhookEndpoints.need(id)),
  ),
  route('POST', '/v1/webhook_endpoints/:id', updateParams, update),
  route('DELETE', '/v1/webhook_endpoints/:id', params({}), ({ world, id }) => {
    world.webhookEndpoints.need(id);
    world.webhookEndpoints.remove(id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];

/** The only answer that ever contains the signing secret. */
function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  if (input.api_version !== undefined && input.api_version !== API_VERSION) {
    throw badRequest(`The sandbox renders events as ${API_VERSION} only.`, { param: 'api_version' });
  }
  const endpoint: WebhookEndpointRecord = {
    ...world.born('we_'),
    url: checkedUrl(input.url),
    secret: world.ctx.newId('whsec', 32),
    enabledEvents: input.enabled_events,
    apiVersion: input.api_version ?? null,
    description: input.description ?? null,
    metadata: mergeMetadata({}, input.metadata),
    status: 'enabled',
  };
  world.webhookEndpoints.add(endpoint);
  return { ...serialiseWebhookEndpoint(endpoint), secret: endpoint.secret };
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const endpoint = world.webhookEndpoints.need(id);
  if (input.url !== undefined) endpoint.url = checkedUrl(input.url);
  if (input.enabled_events !== undefined) endpoint.enabledEvents = input.enabled_events;
  if (input.description !== undefined) endpoint.description = input.description;
  if (input.disabled !== undefined) endpoint.status = input.disabled ? 'disabled' : 'enabled';
  endpoint.metadata = mergeMetadata(endpoint.metadata, input.metadata);
  return serialiseWebhookEndpoint(endpoint);
}

function checkedUrl(url: string): string {
  try {
    assertLoopback(url);
    return url;
  } catch (error) {
    throw badRequest(`Invalid URL: ${error instanceof Error ? error.message : url}`, {
      code: 'url_invalid',
      param: 'url',
    });
  }
}
