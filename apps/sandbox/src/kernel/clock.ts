/** The time all stand-ins share: real time plus an offset that tests move. */
export class SandboxClock {
  private offsetMs = 0;

  /** The sandbox's current time. */
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Unix seconds, as Stripe-like vendors write them. */
  nowSeconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  /** How far the sandbox is ahead of (or behind) real time. */
  offsetSeconds(): number {
    return Math.round(this.offsetMs / 1000);
  }

  /** Moves the clock forward. */
  advance(seconds: number): void {
    this.offsetMs += seconds * 1000;
  }

  /** Sets the clock; it keeps running from there. */
  setTo(instant: Date): void {
    this.offsetMs = instant.getTime() - Date.now();
  }

  /** The exact offset, to be kept. */
  save(): number {
    return this.offsetMs;
  }

  /** Goes on with a kept offset: the sandbox's time went by while it was not running. */
  load(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }

  /** Back to real time. */
  reset(): void {
    this.offsetMs = 0;
  }
}
