import type { PriceRecord } from '../state/records.js';

/** `3000` and `usd` as `$30.00`. */
export function money(cents: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() }).format(
    cents / 100,
  );
}

/** `month`, `3 months`. */
export function per(recurring: PriceRecord['recurring']): string {
  if (!recurring) return 'once';
  return recurring.intervalCount === 1
    ? recurring.interval
    : `${recurring.intervalCount} ${recurring.interval}s`;
}

/** `22 Nov 2026`, UTC. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
