const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });
const MONEY = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const COUNT = new Intl.NumberFormat('en-US');

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `22 Nov 2026, 13:05 UTC`: staff sit in different places, so the console speaks one time zone. */
export function absoluteTime(iso: string): string {
  return `${ABSOLUTE.format(new Date(iso))} UTC`;
}

/** `22 Nov 2026`, in UTC. */
export function day(iso: string): string {
  return DAY.format(new Date(iso));
}

/** `5 minutes ago`, `in 3 days`; anything closer than 45 seconds is `just now` or `in a moment`. */
export function relativeTime(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return seconds > 5 ? 'in a moment' : 'just now';
  for (const [unit, length] of STEPS) {
    if (size >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return RELATIVE.format(Math.sign(seconds), 'minute');
}

/** US cents as `$20.00`; `0` is a price. */
export function money(cents: number): string {
  return MONEY.format(cents / 100);
}

/** An amount in the smallest unit of any currency; Stripe writes currencies in small letters. */
export function moneyIn(amount: number, currency: string): string {
  if (currency.toLowerCase() === 'usd') return money(amount);
  try {
    const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${count(amount)} ${currency}`; // a code that no currency has
  }
}

export function count(value: number): string {
  return COUNT.format(value);
}

/** `90061` seconds -> `1 d 1 h 1 min 1 s`; only the parts that are there. */
export function duration(totalSeconds: number): string {
  return partsOf(totalSeconds)
    .map(([value, unit]) => `${count(value)} ${SHORT_UNITS[unit]}`)
    .join(' ');
}

/** `90000` seconds -> `1 day 1 hour`. */
export function durationInWords(totalSeconds: number): string {
  return partsOf(totalSeconds)
    .map(([value, unit]) => `${count(value)} ${unit}${value === 1 ? '' : 's'}`)
    .join(' ');
}

type DurationUnit = 'day' | 'hour' | 'minute' | 'second';
const SHORT_UNITS: Record<DurationUnit, string> = { day: 'd', hour: 'h', minute: 'min', second: 's' };

function partsOf(totalSeconds: number): [value: number, unit: DurationUnit][] {
  const seconds = Math.trunc(Math.abs(totalSeconds));
  const parts: [number, DurationUnit][] = [
    [Math.trunc(seconds / 86_400), 'day'],
    [Math.trunc((seconds % 86_400) / 3600), 'hour'],
    [Math.trunc((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ];
  const present = parts.filter(([value]) => value > 0);
  return present.length ? present : [[0, 'second']];
}

/** `1 event`, `2 events`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
