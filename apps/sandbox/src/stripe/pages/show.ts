import type { FastifyReply } from 'fastify';
import { documentOf, type Page } from './layout.js';

/**
 * Sends a page. No script may run on it. There is no form-action rule on purpose: browsers apply it to the redirect
 * after a post too, and that one leaves for the merchant.
 */
export function show(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'",
    )
    .send(documentOf(page));
}
