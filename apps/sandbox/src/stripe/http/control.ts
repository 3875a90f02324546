import type { FastifyInstance } from 'fastify';
import { asObject, assertLoopback, BadSandboxInput, onlyFields, wholeNumber } from '../../kernel/index.js';
import type { StripeVendor } from '../vendor.js';

/** `/_sandbox/stripe/*`: the switches only this vendor has. */
export function controlStripe(app: FastifyInstance, vendor: StripeVendor): void {
  app.register(
    (scope, _options, done) => {
      scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
        reply.code(error.statusCode ?? 500).send({ error: error.message }),
      );
      scope.post('/webhook-endpoint', (request) => {
        const input = asObject(request.body, 'The webhook endpoint');
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
      });
      scope.post('/execution-delay', (request) => {
        const input = asObject(request.body, 'The execution delay');
        onlyFields(input, ['ms'], 'The execution delay');
        const ms = wholeNumber(input['ms'], 'ms', 0, { max: 60_000 });
        vendor.setExecutionDelay(ms);
        return { ms };
      });
      done();
    },
    { prefix: '/_sandbox/stripe' },
  );
}
