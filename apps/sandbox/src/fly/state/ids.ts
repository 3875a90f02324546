import { createHash, randomBytes, randomInt } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let lastUlidMs = 0;

/** 26 characters that sort by time, for versions and events. */
export function ulid(at: number): string {
  // Two in one millisecond must still sort in the order they were made.
  lastUlidMs = Math.max(lastUlidMs + 1, at);
  let time = '';
  for (let rest = lastUlidMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    time = CROCKFORD[rest % 32] + time;
  return time + Array.from({ length: 16 }, () => CROCKFORD[randomInt(32)]).join('');
}

/** The time of the newest id, to be kept. */
export const lastUlid = () => lastUlidMs;

/** New ids sort after those of an earlier process, even where the clock was set back since. */
export function continueUlidsAfter(ms: number): void {
  lastUlidMs = Math.max(lastUlidMs, ms);
}

export const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** A volume or snapshot id such as vol_4xk2m9qp1zr7w3ny. */
export function lowerId(prefix: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return prefix + Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
}

const FIRST = [
  'quiet',
  'amber',
  'brisk',
  'mossy',
  'silver',
  'lucky',
  'misty',
  'gentle',
  'crimson',
  'northern',
];
const SECOND = [
  'harbor',
  'meadow',
  'thunder',
  'pebble',
  'lantern',
  'willow',
  'summit',
  'brook',
  'ember',
  'dune',
];

/** A name like misty-harbor-1234. */
export function machineName(): string {
  return `${FIRST[randomInt(FIRST.length)]}-${SECOND[randomInt(SECOND.length)]}-${randomInt(1000, 10_000)}`;
}

/** What the API shows of a secret's value. Salted by the app, so equal keys of two customers do not look equal. */
export function secretDigest(appId: string, value: string): string {
  return createHash('sha256').update(`${appId}\0${value}`).digest('hex').slice(0, 16);
}
