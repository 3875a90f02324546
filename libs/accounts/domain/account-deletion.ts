/** Days in which whoever asked for the end of their account can keep it after all. */
export const DAYS_TO_KEEP = 7;

/** Letters about what ended (the subscription above all) still reach their reader; then the address is forgotten. */
export const FORGET_AFTER_HOURS = 24;

const NOWHERE = 'deleted.invalid';
const DAY_MS = 86_400_000;

/** When an account whose end is asked for now will be closed. */
export function dueAfter(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + DAYS_TO_KEEP * DAY_MS);
}

/** What stands in the place of a forgotten address: it is nobody's, and no mail can ever reach it (RFC 2606). */
export function forgottenAddress(userId: string): string {
  return `${userId}@${NOWHERE}`;
}

/** Nobody reads what is sent there any more. */
export function isForgotten(address: string): boolean {
  return address.endsWith(`@${NOWHERE}`);
}
