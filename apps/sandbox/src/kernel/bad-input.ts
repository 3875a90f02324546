/** A mistake in a call to `/_sandbox/*`; answered as 400 with the sentence. */
export class BadSandboxInput extends Error {
  readonly statusCode = 400;
}

/** The value as a plain object, or a sentence saying what was expected. */
export function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new BadSandboxInput(`${what} must be a JSON object.`);
}

/** Refuses fields nobody reads, so that a typo in a test does not pass silently. */
export function onlyFields(input: Record<string, unknown>, allowed: readonly string[], what: string): void {
  const unknown = Object.keys(input).filter((key) => !allowed.includes(key));
  if (unknown.length > 0) {
    throw new BadSandboxInput(
      `${what} does not know ${unknown.map((k) => `"${k}"`).join(', ')}; it takes ${allowed.join(', ')}.`,
    );
  }
}

/** A whole number in range, the fallback when absent. */
export function wholeNumber(
  value: unknown,
  name: string,
  fallback: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER } = {},
): number {
  if (value === undefined || value === '') return fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new BadSandboxInput(`${name} must be a whole number from ${min} to ${max}.`);
}
