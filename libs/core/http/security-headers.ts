import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig } from '../config/exports.js';

/**
 * Everything comes from ourselves. Scripts are files, never inline. Styles may be inline: Angular's components and
 * Material set style elements at run time, and a nonce would make the cacheable index.html a page per request.
 */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Security headers on every answer. Transport security only where the public address is https. */
export async function registerSecurityHeaders(
  app: NestFastifyApplication,
  config: Pick<AppConfig, 'publicUrl'>,
): Promise<void> {
  const https = config.publicUrl.startsWith('https:');
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: https
        ? { ...CONTENT_SECURITY_POLICY, 'upgrade-insecure-requests': [] }
        : CONTENT_SECURITY_POLICY,
    },
    strictTransportSecurity: https ? { maxAge: ONE_YEAR_SECONDS, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (_request, reply) => {
      reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    });
}
