import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badParameter } from './errors.js';
import { parseForm, parseQuery, type Form } from './form.js';

const FORM = 'application/x-www-form-urlencoded';

/** Forms are read as Stripe reads them; any other body arrives as bytes, for the endpoint to refuse in Stripe's words. */
export function readFormsOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
    done(null, parseForm(String(body))),
  );
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** The control routes take JSON. */
export function readJson(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
}

/** Query and body together. */
export function formOf(request: FastifyRequest): Form {
  const query = parseQuery(request.url);
  const { body } = request;
  if (body === undefined || body === null) return query;
  if (Buffer.isBuffer(body)) {
    // Clients that always name a type mean nothing by it when they have nothing to say.
    if (body.length === 0 && request.method === 'DELETE') return query;
    throw badParameter(
      `Invalid request (check that your POST content type is ${FORM}). ` +
        'If you have any questions, we can help at https://support.stripe.com/.',
      {},
    );
  }
  return { ...query, ...(body as Form) };
}
