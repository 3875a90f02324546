import type { FastifyInstance } from 'fastify';
import { asObject, assertLoopback, BadSandboxInput, onlyFields, wholeNumber } from '../../kernel/index.js';
import { openDispute } from '../billing/disputes.js';
import { answerSetup } from '../billing/setup.js';
import { serialiseDispute } from '../serialise/dispute.js';
import { serialiseSetupIntent } from '../serialise/setup-intent.js';
import { inTimeOf } from '../state/owner.js';
import type { World } from '../state/world.js';
import type { StripeVendor } from '../vendor.js';
import { StripeError } from './errors.js';
import { readJson } from './form-of.js';
import type { RateLimits } from './rate-limit.js';

/** `/_sandbox/stripe/*`: the switches only this vendor has. */
export function controlStripe(app: FastifyInstance, vendor: StripeVendor): void {
  app.register(
    (scope, _options, done) => {
      readJson(scope);
      scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
        reply.code(error.statusCode ?? 500).send({ error: error.message }),
      );
      scope.post('/webhook-endpoint', (request) => setWebhook(vendor, request.body));
      scope.post('/execution-delay', (request) => {
        const input = asObject(request.body, 'The execution delay');
        onlyFields(input, ['ms'], 'The execution delay');
        const ms = wholeNumber(input['ms'], 'ms', 0, { max: 60_000 });
        vendor.setExecutionDelay(ms);
        return { ms };
      });
      scope.post('/execution-failure', (request, reply) =>
        reply.code(201).send(vendor.failures.add(request.body)),
      );
      scope.delete('/execution-failure', () => {
        vendor.failures.clear();
        return { ok: true };
      });
      scope.get('/rate-limits', () => vendor.limiter.settings);
      scope.post('/rate-limits', (request) => vendor.limiter.set(readLimits(request.body)));
      scope.post('/disputes', (request, reply) =>
        reply.code(201).send(dispute(vendor.running(), request.body)),
      );
      scope.post('/authenticate', (request) => authenticate(vendor.running(), request.body));
      done();
    },
    { prefix: '/_sandbox/stripe' },
  );
}

function setWebhook(vendor: StripeVendor, body: unknown): { url: string | null } {
  const input = asObject(body, 'The webhook endpoint');
  onlyFields(input, ['url', 'secret'], 'The webhook endpoint');
  const { url, secret } = input;
  if (url === null) {
    vendor.setWebhook(undefined);
    return { url: null };
  }
  if (typeof url !== 'string' || typeof secret !== 'string' || secret.trim() === '') {
    throw new BadSandboxInput('Give url and secret as text, or url: null to switch it off.');
  }
  assertLoopback(url);
  vendor.setWebhook({ url, secret });
  return { url };
}

function readLimits(body: unknown): Partial<RateLimits> {
  const input = asObject(body, 'The rate limits');
  onlyFields(input, ['enabled', 'perEndpoint', 'global', 'search'], 'The rate limits');
  const { enabled } = input;
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw new BadSandboxInput('enabled must be true or false.');
  }
  const names = (['perEndpoint', 'global', 'search'] as const).filter((name) => input[name] !== undefined);
  const numbers = names.map((name) => [name, wholeNumber(input[name], name, 1, { min: 1, max: 1_000_000 })]);
  return { ...(enabled === undefined ? {} : { enabled }), ...Object.fromEntries(numbers) };
}

/** A dispute out of the blue, as a card's holder makes it. */
function dispute(world: World, body: unknown): object {
  const input = asObject(body, 'The dispute');
  onlyFields(input, ['charge', 'reason', 'inquiry'], 'The dispute');
  const { charge: id, reason = 'fraudulent', inquiry = false } = input;
  const charge = world.charges.get(String(id));
  if (!charge) throw new BadSandboxInput(`There is no charge "${String(id)}".`);
  if (typeof reason !== 'string') throw new BadSandboxInput('reason must be text such as "fraudulent".');
  if (typeof inquiry !== 'boolean') throw new BadSandboxInput('inquiry must be true or false.');
  return asSandboxInput(() =>
    inTimeOf(world, charge.customer, () =>
      serialiseDispute(openDispute(world, charge, { reason, inquiry }), world),
    ),
  );
}

/** What the holder of a card does in a browser: confirms or refuses a card that is being set up. */
function authenticate(world: World, body: unknown): object {
  const input = asObject(body, 'The authentication');
  onlyFields(input, ['setupIntent', 'outcome'], 'The authentication');
  const { setupIntent: id, outcome = 'complete' } = input;
  const intent = world.setupIntents.get(String(id));
  if (!intent) throw new BadSandboxInput(`There is no setup intent "${String(id)}".`);
  if (outcome !== 'complete' && outcome !== 'fail') {
    throw new BadSandboxInput('outcome must be complete or fail.');
  }
  return asSandboxInput(() =>
    inTimeOf(world, intent.customer ?? undefined, () => {
      answerSetup(world, intent, outcome);
      return serialiseSetupIntent(intent);
    }),
  );
}

/** A refusal in Stripe's words, as the control routes give it. */
function asSandboxInput(work: () => object): object {
  try {
    return work();
  } catch (error) {
    throw error instanceof StripeError ? new BadSandboxInput(error.message) : error;
  }
}
