import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A new id such as `usr_0192f0c8…`: prefix + UUIDv7 without dashes, so ids of one kind sort by age. */
export function newId(prefix: string): string {
  return `${prefix}_${uuidv7().replaceAll('-', '')}`;
}

/** A new bearer token: prefix + base64url of `bytes` random bytes (256 bits by default). */
export function newToken(prefix: string, bytes = 32): string {
  return `${prefix}${randomBytes(bytes).toString('base64url')}`;
}

/** What is stored of a random token: SHA-256, hex. Tokens carry 256 bits, so no salt and no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
