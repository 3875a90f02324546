/** Stripe counts seconds. */
export const instant = (seconds: number): Date => new Date(seconds * 1000);
