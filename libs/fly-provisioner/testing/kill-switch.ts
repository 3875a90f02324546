import { type ManualClock, type Tx, UnitOfWork } from '@automna/core';
import { Pause } from '../adapters/pause.js';

/** The process was killed: from here on it can neither call anybody nor write anything. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Counts everything with an effect outside the process, and kills it at one of those points. */
export class KillSwitch {
  points = 0;
  killAt = Number.POSITIVE_INFINITY;
  private dead = false;

  pass(): void {
    this.points += 1;
    if (this.points >= this.killAt) this.dead = true;
    if (this.dead) throw new Killed();
  }
}

/** A database that is out of reach once the process is dead. */
export class MortalUnitOfWork extends UnitOfWork {
  constructor(
    private readonly inner: UnitOfWork,
    private readonly kill: KillSwitch,
  ) {
    super(...([] as unknown as ConstructorParameters<typeof UnitOfWork>));
  }

  override async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.kill.pass();
    const result = await this.inner.run(work);
    this.kill.pass();
    return result;
  }
}

/** Passes time instead of waiting for it. */
export class InstantPause extends Pause {
  waited: number[] = [];

  constructor(private readonly clock: ManualClock) {
    super();
  }

  for(ms: number): Promise<void> {
    this.waited.push(ms);
    this.clock.advance({ ms });
    return Promise.resolve();
  }
}
