import type { FastifyInstance } from 'fastify';
import { asObject, BadSandboxInput, onlyFields, wholeNumber } from './bad-input.js';
import type { FaultSwitch } from './faults.js';
import { maskKeys } from './masking.js';
import type { SandboxClock } from './clock.js';
import type { RequestLog } from './request-log.js';
import type { Vendor } from './vendor.js';
import { arrangement, parseRelease, parseSend, parseWebhookRules, typeMatches } from './webhook-input.js';

/** What the control routes of one vendor act on. */
export interface ControlParts {
  vendor: Vendor;
  clock: SandboxClock;
  faults: FaultSwitch;
  log: RequestLog;
  resetAll(): Promise<void>;
  resetOne(): void;
  tickAll(): Promise<void>;
}

/** `/_sandbox/*`, the same on every vendor's port. */
export function controlRoutes(app: FastifyInstance, parts: ControlParts): void {
  const { vendor, clock, faults, log } = parts;
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message }),
  );

  app.get('/health', () => ({ ok: true, vendor: vendor.name, now: clock.now().toISOString() }));

  app.post('/reset', async (request) => {
    const all = (request.query as Record<string, string>)['all'] === '1';
    if (all) await parts.resetAll();
    else parts.resetOne();
    return { ok: true, reset: all ? 'all' : vendor.name };
  });

  app.get('/state', () => maskKeys(vendor.snapshot?.() ?? {}));

  app.get('/requests', (request) => {
    const query = request.query as Record<string, string>;
    const entries = log.list({
      vendor: query['all'] === '1' ? undefined : vendor.name,
      since: wholeNumber(query['since'], 'since', 0),
      limit: query['limit'] === undefined ? undefined : wholeNumber(query['limit'], 'limit', 100, { min: 1 }),
    });
    return { data: entries };
  });

  app.get('/faults', () => ({ data: faults.list() }));
  app.post('/faults', (request, reply) => reply.code(201).send(faults.add(request.body)));
  app.delete('/faults', () => {
    faults.clear();
    return { ok: true };
  });
  app.delete('/faults/:id', (request) => {
    faults.clear((request.params as { id: string }).id);
    return { ok: true };
  });

  app.get('/webhooks', () => ({ ...faults.webhookSetting(), data: maskKeys(vendor.webhooks?.list() ?? []) }));
  app.post('/webhooks', (request) => {
    needWebhooks(vendor);
    faults.setWebhooks(parseWebhookRules(request.body));
    return faults.webhookSetting();
  });
  app.post('/webhooks/release', async (request) => {
    const how = parseRelease(request.body, faults.webhookSetting().mode);
    const wants = (type: string) => !how.types || how.types.some((pattern) => typeMatches(type, pattern));
    return { released: await needWebhooks(vendor).release(arrangement(how), wants) };
  });
  app.post('/webhooks/send', async (request) => {
    const { send } = needWebhooks(vendor);
    if (!send) throw new BadSandboxInput(`The ${vendor.name} stand-in cannot repeat an event.`);
    const { eventId, ...how } = parseSend(request.body);
    return { sent: await send(eventId, how) };
  });

  app.get('/clock', () => clockState(clock));
  app.post('/clock', async (request) => {
    moveClock(clock, request.body);
    await parts.tickAll();
    return clockState(clock);
  });
}

function needWebhooks(vendor: Vendor): NonNullable<Vendor['webhooks']> {
  if (!vendor.webhooks) throw new BadSandboxInput(`The ${vendor.name} stand-in sends no webhooks.`);
  return vendor.webhooks;
}

function moveClock(clock: SandboxClock, body: unknown): void {
  const input = asObject(body, 'The clock');
  onlyFields(input, ['advanceSeconds', 'setTo'], 'The clock');
  if ((input['advanceSeconds'] === undefined) === (input['setTo'] === undefined)) {
    throw new BadSandboxInput('Give either advanceSeconds or setTo.');
  }
  if (input['advanceSeconds'] !== undefined) {
    clock.advance(wholeNumber(input['advanceSeconds'], 'advanceSeconds', 0, { max: 10 * 366 * 86_400 }));
    return;
  }
  const instant = new Date(typeof input['setTo'] === 'string' ? input['setTo'] : Number.NaN);
  if (Number.isNaN(instant.getTime())) throw new BadSandboxInput('setTo must be an ISO-8601 instant.');
  clock.setTo(instant);
}

function clockState(clock: SandboxClock): unknown {
  return { now: clock.now().toISOString(), offsetSeconds: clock.offsetSeconds() };
}
