import { invalidFields, RequestError } from './request.errors.js';

const MAX_DEPTH = 32;

/**
 * Refuses text the database and the vendors cannot hold: NUL and lone surrogates. Also refuses bodies nested so deep
 * that walking them would be the attack. `field` is where the value sits, for the error.
 * @throws RequestError invalid_request
 */
export function assertCleanText(value: unknown, field = '', depth = 0): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\0')) refuse(field, 'contains characters that are not text');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) refuse(field.split('.')[0] ?? '', `is nested more than ${MAX_DEPTH} levels deep`);
  for (const [key, item] of Object.entries(value)) {
    assertCleanText(key, field || 'body', MAX_DEPTH);
    // As a key it has no honest use, and turns into an attack on whoever copies the object.
    if (key === '__proto__')
      throw new RequestError('malformed_body', 'The body contains the forbidden key __proto__.');
    assertCleanText(item, field ? `${field}.${key}` : key, depth + 1);
  }
}

function refuse(field: string, what: string): never {
  throw invalidFields([
    {
      field: field.toWellFormed().replaceAll('\0', ''),
      message: `${field.isWellFormed() ? field : 'A field'} ${what}.`,
    },
  ]);
}
