import { Clock } from './clock.js';

/**
 * System time plus an offset: the clock of the sandbox profile, where a month of grace is played in a minute.
 * The offset only grows, because time that has been acted upon cannot be taken back.
 */
export class ShiftableClock extends Clock {
  private offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  get offsetSeconds(): number {
    return Math.round(this.offsetMs / 1000);
  }

  /** Follows an offset decided elsewhere (another process of the same sandbox). Never moves back. */
  follow(offsetSeconds: number): void {
    this.offsetMs = Math.max(this.offsetMs, offsetSeconds * 1000);
  }
}
