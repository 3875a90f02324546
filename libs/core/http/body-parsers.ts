import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { assertCleanText } from './clean-text.js';
import { BODY_LIMIT } from './adapter.js';
import { RequestError } from './request.errors.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON is the only kind of body. The raw bytes stay on the request (`rawBody`) because webhook signatures are over
 * bytes. Forms and plain text are refused: a cross-site form could otherwise post to us without a preflight.
 */
export function registerBodyParsers(app: NestFastifyApplication): void {
  // The adapter's own method: the application's keeps raw bytes only when it was created with `rawBody`.
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  adapter.useBodyParser('application/json', true, { bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.useBodyParser(
    'application/x-www-form-urlencoded',
    { bodyLimit: BODY_LIMIT },
    (_request, _body, done) => {
      done(new RequestError('unsupported_media_type', 'Send the body as application/json.'));
    },
  );
}

/** @throws RequestError for anything that is not clean UTF-8 JSON. An empty body is no body. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const value = read(body);
  assertCleanText(value);
  return value;
}

function read(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? 'The body is not valid JSON.' : 'The body is not valid UTF-8.';
    throw new RequestError('malformed_body', reason, { cause });
  }
}
