const NOISE = /^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/;

/**
 * Whether a statement only reads, so that it need not queue for the write lock. When in doubt it is a write: a read in
 * the write lane is merely slow, a write outside it could stop the event loop for the whole busy timeout.
 */
export function isRead(sql: string): boolean {
  const text = sql.replace(NOISE, '');
  const verb = /^[a-z]+/i.exec(text)?.[0].toLowerCase();
  if (verb === 'select' || verb === 'values' || verb === 'explain') return true;
  if (verb === 'with') return !/\b(insert|update|delete|replace)\b/i.test(text);
  if (verb === 'pragma') return !text.includes('=');
  return false;
}
