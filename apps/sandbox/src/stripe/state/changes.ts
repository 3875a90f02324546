/** The old values of whatever differs, as in `previous_attributes`: hashes partly, lists whole, new keys as null. */
export function previousAttributes(before: object, after: object): Record<string, unknown> | undefined {
  const old = before as Record<string, unknown>;
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    if (JSON.stringify(value) === JSON.stringify(old[key])) continue;
    const was = old[key];
    changed[key] = isHash(value) && isHash(was) ? (previousAttributes(was, value) ?? was) : (was ?? null);
  }
  for (const key of Object.keys(old)) if (!(key in after)) changed[key] = old[key];
  return Object.keys(changed).length > 0 ? changed : undefined;
}

function isHash(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
