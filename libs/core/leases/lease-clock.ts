/**
 * The time leases are measured in: the machine's own, never the movable clock of the sandbox. Moving that one by a month
 * must not take a job from a worker that is still at it.
 */
export class LeaseClock {
  now(): Date {
    return new Date();
  }
}
