const FIRST_MS = 1000;
const LONGEST_MS = 60 * 60 * 1000;

/**
 * Wait after the n-th failed attempt: 1 s, 2 s, 4 s … up to an hour, 20 % more or less, so that jobs that failed together
 * do not come back together.
 */
export function backoffMs(attempt: number, random: number = Math.random()): number {
  const base = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(base * (0.8 + 0.4 * random));
}
