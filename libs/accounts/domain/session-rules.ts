import { createHmac } from 'node:crypto';
import type { Secret } from '@automna/core';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** A session unused for this long ends. */
export const REFRESH_TOKEN_DAYS = 30;
/** A session ends after this long even when it is used every day. */
export const SESSION_DAYS = 90;
/** A rotated token may come again for this long: two tabs, or a retry after a lost answer. */
export const ROTATION_GRACE_SECONDS = 10;

export const REFRESH_TOKEN_PREFIX = 'amr_';

/**
 * The refresh token that follows `token`. Derived with a key only we have, not drawn at random, so that rotating the
 * same token twice gives the same successor: a repeated request is answered again without storing any token, and
 * there is still exactly one line of tokens in which a stolen one shows up as used twice.
 */
export function successorOf(token: string, secret: Secret): string {
  const mac = createHmac('sha256', secret.reveal())
    .update('automna refresh token\0')
    .update(token)
    .digest('base64url');
  return `${REFRESH_TOKEN_PREFIX}${mac}`;
}

/** What a rotated token's return means. */
export function judgeReturn(
  token: { rotatedAt: Date; successorRotated: boolean },
  now: Date,
): 'repeat' | 'reuse' {
  const age = now.getTime() - token.rotatedAt.getTime();
  return !token.successorRotated && age <= ROTATION_GRACE_SECONDS * 1000 ? 'repeat' : 'reuse';
}
