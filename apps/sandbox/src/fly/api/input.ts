import type { FastifyRequest } from 'fastify';
import { badRequest } from '../errors.js';

type Json = Record<string, unknown>;

/** The body as an object with only known fields. An unknown one is refused, as the vendor's decoder does. */
export function bodyOf(request: FastifyRequest, allowed: readonly string[]): Json {
  return objectWith(request.body ?? {}, allowed, 'request body');
}

/** An object with only known fields. */
export function objectWith(value: unknown, allowed: readonly string[], what: string): Json {
  if (!isObject(value)) throw badRequest(`${what} must be a JSON object`);
  for (const field of Object.keys(value)) {
    if (!allowed.includes(field)) throw badRequest(`${what}: unknown field "${field}"`);
  }
  return value;
}

export function text(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} must be a string`);
  return value;
}

export function integer(
  value: unknown,
  name: string,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw badRequest(`${name} must be a whole number from ${min} to ${max}`);
}

export function bool(value: unknown, name: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw badRequest(`${name} must be true or false`);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Query parameters by name. */
export const queryOf = (request: FastifyRequest) =>
  request.query as Record<string, string | string[] | undefined>;

/** Values of a parameter that may be repeated or comma separated. */
export function listOf(value: string | string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .flatMap((it) => it.split(','))
    .filter((it) => it !== '');
}
