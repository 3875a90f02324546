/** Where code learns what time it is. Injected by class, so that tests and the sandbox can move it. Always UTC. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's own time. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until a test moves it. */
export class ManualClock extends Clock {
  private current: Date;

  constructor(start: Date | string = '2026-03-01T12:00:00.000Z') {
    super();
    this.current = new Date(start);
  }

  now(): Date {
    return new Date(this.current);
  }

  set(to: Date | string): void {
    this.current = new Date(to);
  }

  advance(by: { ms?: number; seconds?: number; minutes?: number; hours?: number; days?: number }): void {
    const { ms = 0, seconds = 0, minutes = 0, hours = 0, days = 0 } = by;
    const total = ms + 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
    this.current = new Date(this.current.getTime() + total);
  }
}
