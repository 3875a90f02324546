import type { SandboxClock } from '../kernel/index.js';
import { OpenClawHost, type Neighbours } from './openclaw/openclaw-host.js';
import type { OpenClawOptions } from './openclaw/options.js';
import { continueUlidsAfter, lastUlid } from './state/ids.js';
import { Lifecycle } from './state/lifecycle.js';
import { RateLimiter } from './state/rate-limit.js';
import type { FlySettings } from './state/settings.js';
import { FlyStore, type FlyRecords } from './state/store.js';
import { Troubles, type TroublesState } from './state/troubles.js';

/** What is kept across restarts. */
export interface FlyState extends FlyRecords {
  settings: Partial<FlySettings>;
  lastUlid: number;
  /** Absent in what an older sandbox kept. */
  troubles?: TroublesState;
}

/** The whole stand-in, handed to every group of routes. */
export class Fly {
  readonly store = new FlyStore();
  readonly limiter = new RateLimiter();
  readonly troubles = new Troubles();
  readonly lifecycle: Lifecycle;
  readonly settings: FlySettings;
  /** Runs real gateways, when that was asked for. */
  readonly openclaw: OpenClawHost | undefined;

  constructor(
    private readonly defaults: FlySettings,
    readonly clock: SandboxClock,
    /** Where the agents reach the other stand-ins when their config names no other address. */
    private readonly neighbours: Neighbours,
    changed: () => void,
    openclaw?: OpenClawOptions,
  ) {
    this.settings = { ...defaults };
    this.openclaw = openclaw && new OpenClawHost(openclaw, this.store, neighbours);
    this.lifecycle = new Lifecycle(this.store, this.settings, clock, changed, this.openclaw);
  }

  /** Where the agents reach the Claude API when their config names no other address. */
  anthropicUrl(): string | undefined {
    return this.neighbours.anthropic();
  }

  /** Counts a call against the vendor's limit, when limits are on. */
  limit(action: string, target: string): void {
    if (this.settings.rateLimits) this.limiter.take(action, target);
  }

  /** The sandbox's time as the API writes it. */
  now(): string {
    return this.clock.now().toISOString();
  }

  /** Everything a restart must not lose. Settings only where somebody changed them: defaults follow the environment. */
  save(): FlyState {
    const changed = Object.entries(this.settings).filter(
      ([name, value]) => value !== this.defaults[name as keyof FlySettings],
    );
    const settings = Object.fromEntries(changed);
    return { ...this.store.save(), settings, lastUlid: lastUlid(), troubles: this.troubles.save() };
  }

  /** Goes on with what `save` gave, machines on their way included. */
  load(state: FlyState): void {
    this.store.load(state);
    Object.assign(this.settings, state.settings);
    continueUlidsAfter(state.lastUlid);
    this.troubles.load(state.troubles);
    this.lifecycle.resume();
  }

  /** Back to nothing, default settings included. */
  reset(): void {
    this.lifecycle.reset();
    this.store.reset();
    this.limiter.reset();
    this.troubles.reset();
    Object.assign(this.settings, this.defaults);
  }
}
