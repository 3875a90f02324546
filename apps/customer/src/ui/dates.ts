const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const INSTANT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "10 December 2026", in the reader's time zone. */
export function day(iso: string): string {
  return DAY.format(new Date(iso));
}

/** "10 December, 14:05 CET": an instant, exact to the minute. */
export function instant(iso: string): string {
  return INSTANT.format(new Date(iso));
}

/** "3 minutes ago". What the server's clock has seen and the reader's has not is just now. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.min(0, new Date(iso).getTime() - now) / 1000;
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? RELATIVE.format(Math.round(seconds / step[1]), step[0]) : 'just now';
}
