import type { FastifyReply } from 'fastify';

/** The Bot API's shape of success. */
export const answered = (result: unknown) => ({ ok: true, result });

/** Parameters by name; a body that is no object has none. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The Bot API's error shape. */
export function telegramError(status: number, description: string, parameters?: object) {
  return { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) };
}

/** Answers with an error. */
export function failed(
  reply: FastifyReply,
  status: number,
  description: string,
  parameters?: object,
): unknown {
  return reply.code(status).send(telegramError(status, description, parameters));
}
