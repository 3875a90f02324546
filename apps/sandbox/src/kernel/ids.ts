import { randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A random base62 id; an underscore is put after a prefix that has none. */
export function newId(prefix: string, length = 24): string {
  const head = prefix === '' || prefix.endsWith('_') || prefix.endsWith('-') ? prefix : `${prefix}_`;
  return head + Array.from({ length }, () => BASE62[randomInt(BASE62.length)]).join('');
}
