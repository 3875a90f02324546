/** Chance that can be repeated: the same seed draws the same numbers. */
export class Chance {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** From `CHAOS_SEED`, or a new one each time. The caller prints it. */
  static fromEnvironment(): Chance {
    const given = process.env['CHAOS_SEED'];
    if (given === undefined || given === '') return new Chance(Math.floor(Math.random() * 2 ** 32));
    const seed = Number(given);
    if (!Number.isInteger(seed) || seed < 0)
      throw new Error(`CHAOS_SEED must be a whole number, not "${given}"`);
    return new Chance(seed);
  }

  /** 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new Error('Nothing to pick from');
    return picked;
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((value) => ({ value, at: this.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value);
  }
}
