import type { SandboxClock } from '../../kernel/index.js';
import { configProblem } from '../gateway/agent-config.js';
import { precondition } from '../errors.js';
import { logLine } from './agent-log.js';
import { ulid } from './ids.js';
import { secretsForBoot } from './secrets.js';
import { realNow } from './real-time.js';
import type { FlySettings } from './settings.js';
import type { FlyStore } from './store.js';
import type { Machine, MachineState, NextStep } from './types.js';

const GONE: MachineState[] = ['destroying', 'destroyed'];
const MAX_EVENTS = 200;

/** Moves machines through their states in real time. Every change is an event and wakes whoever waits for it. */
export class Lifecycle {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(
    private readonly store: FlyStore,
    private readonly settings: FlySettings,
    private readonly clock: SandboxClock,
    private readonly changed: () => void,
  ) {}

  /** From created, stopped, suspended or failed to started. A running machine stays as it is. */
  start(machine: Machine, source = 'user'): void {
    this.mustExist(machine);
    if (['starting', 'started', 'updating', 'restarting'].includes(machine.state)) return;
    if (machine.state === 'suspended' && machine.process) {
      this.enter(machine, 'starting', 'start', source);
      this.later(machine, this.settings.stopMs, 'resumed');
      return;
    }
    const wasCreated = machine.state === 'created';
    if (!wasCreated) this.enter(machine, 'starting', 'start', source);
    this.boot(machine, wasCreated);
  }

  stop(machine: Machine, source = 'user'): void {
    this.mustExist(machine);
    if (machine.state === 'stopped' || machine.state === 'stopping') return;
    this.enter(machine, 'stopping', 'stop', source);
    this.later(machine, this.settings.stopMs, 'stopped');
  }

  /** Keeps the memory, where the vendor can: at most 2 GB and no swap. Otherwise it stops. */
  suspend(machine: Machine, source = 'user'): void {
    const { guest, init } = machine.config;
    if ((guest?.memory_mb ?? 256) > 2048 || init?.['swap_size_mb']) return this.stop(machine, source);
    this.mustExist(machine);
    if (machine.state !== 'started')
      throw precondition(`machine is ${machine.state}, only a started one can suspend`);
    this.enter(machine, 'suspending', 'suspend', source);
    this.later(machine, this.settings.stopMs, 'suspended');
  }

  restart(machine: Machine): void {
    this.mustExist(machine);
    if (machine.state !== 'started')
      throw precondition(`machine is ${machine.state}, only a started one can restart`);
    machine.process = undefined;
    this.enter(machine, 'restarting', 'restart', 'user');
    this.boot(machine, true);
  }

  /** After a new config: the machine boots into it, unless it shall stay down. */
  updated(machine: Machine, skipLaunch: boolean): void {
    machine.process = undefined;
    if (!skipLaunch) {
      this.enter(machine, 'updating', 'update', 'user');
      this.boot(machine, true);
    } else if (machine.state !== 'created') {
      this.cancel(machine);
      this.enter(machine, 'stopped', 'update', 'user');
    }
  }

  destroy(machine: Machine): void {
    if (GONE.includes(machine.state)) return;
    this.enter(machine, 'destroying', 'destroy', 'user');
    this.later(machine, this.settings.stopMs, 'destroyed');
  }

  /** Puts a machine into a state at once: a host that dies, a process that exits. */
  force(machine: Machine, state: 'started' | 'stopped' | 'failed'): void {
    this.cancel(machine);
    if (state === 'started') this.started(machine);
    else this.exited(machine, state, state === 'failed' ? 1 : 0);
  }

  /** Resolves true once the test holds, false when the time is up. */
  waitFor(machine: Machine, test: () => boolean, timeoutMs: number): Promise<boolean> {
    if (test()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const listeners = this.waiting.get(machine.id) ?? new Set();
      this.waiting.set(machine.id, listeners);
      const end = (result: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(result);
      };
      const look = () => {
        if (test()) end(true);
        else if (this.store.machines.get(machine.id) !== machine) end(false);
      };
      const timer = setTimeout(() => end(false), timeoutMs);
      timer.unref();
      listeners.add(look);
    });
  }

  /** Records an event and the state it led to. */
  enter(
    machine: Machine,
    state: MachineState,
    type: string,
    source: string,
    request?: Record<string, unknown>,
  ): void {
    const now = this.clock.now();
    machine.state = state;
    machine.updatedAt = now.toISOString();
    if (state === 'started') machine.lastTraffic = now.getTime();
    const id = ulid(now.getTime());
    machine.events.unshift({
      id,
      type,
      status: state,
      source,
      timestamp: now.getTime(),
      ...(request ? { request } : {}),
    });
    machine.events.length = Math.min(machine.events.length, MAX_EVENTS);
    this.changed();
    for (const look of [...(this.waiting.get(machine.id) ?? [])]) look();
  }

  /** Goes on with machines that were on their way when the last process ended; what is overdue happens at once. */
  resume(): void {
    for (const machine of this.store.machines.values()) {
      if (machine.next) this.later(machine, Math.max(0, machine.next.at - realNow()), machine.next.step);
    }
  }

  /** Forgets all timers; whoever waits is told that nothing came. */
  reset(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    const looks = [...this.waiting.values()].flatMap((set) => [...set]);
    this.store.machines.clear();
    looks.forEach((look) => look());
    this.waiting.clear();
  }

  private boot(machine: Machine, announceStarting: boolean): void {
    const { bootMs } = this.settings;
    if (announceStarting) this.later(machine, Math.floor(bootMs / 4), 'starting');
    else this.later(machine, bootMs, 'started');
  }

  private take(machine: Machine, step: NextStep): void {
    switch (step) {
      case 'starting':
        this.enter(machine, 'starting', 'start', 'flyd');
        return this.later(machine, Math.ceil((this.settings.bootMs * 3) / 4), 'started');
      case 'started':
        return this.started(machine);
      case 'resumed':
        return this.enter(machine, 'started', 'start', 'flyd');
      case 'stopped':
        return this.exited(machine, 'stopped', 0);
      case 'suspended':
        return this.enter(machine, 'suspended', 'suspend', 'flyd');
      case 'destroyed':
        return this.destroyed(machine);
    }
  }

  private destroyed(machine: Machine): void {
    machine.process = undefined;
    machine.lease = undefined;
    for (const volume of this.store.volumes.values()) {
      if (volume.machineId === machine.id) volume.machineId = undefined;
    }
    this.enter(machine, 'destroyed', 'destroy', 'flyd');
    this.store.forgetOldest();
  }

  private started(machine: Machine): void {
    const tag = machine.config.image.split(':').at(-1) ?? '';
    if (tag.includes('sandbox-stuck')) return;
    const app = this.store.app(machine.app);
    const secrets = secretsForBoot(app, machine.minSecretsVersion, this.settings.secretsLagMs);
    const ignored = machine.config['processes'] as { ignore_app_secrets?: boolean }[] | undefined;
    const env = {
      ...machine.config.env,
      ...(ignored?.some((it) => it.ignore_app_secrets) ? {} : secrets.values),
      FLY_APP_NAME: machine.app,
      FLY_MACHINE_ID: machine.id,
      FLY_REGION: machine.region,
    };
    const bootedAt = realNow();
    const readyAt = bootedAt + this.settings.startupMs;
    machine.process = { env, secretsVersion: secrets.version, bootedAt, readyAt };
    const problem = configProblem(machine);
    if (tag.includes('sandbox-crash')) this.exited(machine, 'failed', 1);
    else if (problem) {
      logLine(machine, `Gateway start blocked: ${problem}`);
      // OpenClaw's own exit code for a config it refuses.
      this.exited(machine, 'failed', 78);
    } else this.enter(machine, 'started', 'start', 'flyd');
  }

  private exited(machine: Machine, state: 'stopped' | 'failed', exitCode: number): void {
    machine.process = undefined;
    const exit_event = { exit_code: exitCode, oom_killed: false, requested_stop: exitCode === 0 };
    this.enter(machine, state, 'exit', 'flyd', { exit_event });
  }

  private mustExist(machine: Machine): void {
    if (GONE.includes(machine.state)) throw precondition(`machine is ${machine.state}`);
  }

  private later(machine: Machine, ms: number, step: NextStep): void {
    this.cancel(machine);
    // Beside the timer as data, so that a restart can go on with it.
    machine.next = { step, at: realNow() + ms };
    const timer = setTimeout(() => {
      this.timers.delete(machine.id);
      machine.next = undefined;
      try {
        this.take(machine, step);
      } catch (error) {
        // A machine that cannot boot must not take the vendor down with it.
        logLine(machine, `boot failed: ${String(error)}`);
        this.exited(machine, 'failed', 1);
      }
    }, ms);
    timer.unref();
    this.timers.set(machine.id, timer);
  }

  private cancel(machine: Machine): void {
    clearTimeout(this.timers.get(machine.id));
    this.timers.delete(machine.id);
    machine.next = undefined;
  }
}
