import type { SandboxClock } from '../../kernel/index.js';
import { configProblem } from '../gateway/agent-config.js';
import { precondition } from '../errors.js';
import { logLine } from './agent-log.js';
import { runsGateway } from './command.js';
import { ulid } from './ids.js';
import { realNow } from './real-time.js';
import { secretsForBoot } from './secrets.js';
import type { MachineRunner } from './machine-runner.js';
import type { FlySettings } from './settings.js';
import { Steps } from './steps.js';
import type { FlyStore } from './store.js';
import type { Machine, MachineState, NextStep } from './types.js';
import { Waiting } from './waiting.js';

const GONE: MachineState[] = ['destroying', 'destroyed'];
const MAX_EVENTS = 200;

/** Moves machines through their states in real time. Every change is an event and wakes whoever waits for it. */
export class Lifecycle {
  private readonly waiting = new Waiting((machine) => this.store.machines.get(machine.id) === machine);
  private readonly steps = new Steps(
    (machine, step) => this.take(machine, step),
    (machine, error) => this.broken(machine, error),
  );

  constructor(
    private readonly store: FlyStore,
    private readonly settings: FlySettings,
    private readonly clock: SandboxClock,
    private readonly changed: () => void,
    /** Runs real processes; without it machines only say that they run. */
    private readonly runner?: MachineRunner,
  ) {}

  /** From created, stopped, suspended or failed to started. A running machine stays as it is. */
  start(machine: Machine, source = 'user'): void {
    this.mustExist(machine);
    if (['starting', 'started', 'updating', 'restarting'].includes(machine.state)) return;
    if (machine.state === 'suspended' && machine.process) {
      this.enter(machine, 'starting', 'start', source);
      this.steps.later(machine, this.settings.stopMs, 'resumed');
      return;
    }
    this.mustHaveRoom(machine);
    const wasCreated = machine.state === 'created';
    if (!wasCreated) this.enter(machine, 'starting', 'start', source);
    this.boot(machine, wasCreated);
  }

  stop(machine: Machine, source = 'user'): void {
    this.mustExist(machine);
    if (machine.state === 'stopped' || machine.state === 'stopping') return;
    this.enter(machine, 'stopping', 'stop', source);
    this.goDown(machine, 'stopped');
  }

  /** Keeps the memory, where the vendor can: at most 2 GB and no swap. Otherwise it stops; a real process does too. */
  suspend(machine: Machine, source = 'user'): void {
    const { guest, init } = machine.config;
    const cannot = (guest?.memory_mb ?? 256) > 2048 || init?.['swap_size_mb'] || this.runner;
    if (cannot) return this.stop(machine, source);
    this.mustExist(machine);
    if (machine.state !== 'started')
      throw precondition(`machine is ${machine.state}, only a started one can suspend`);
    this.enter(machine, 'suspending', 'suspend', source);
    this.steps.later(machine, this.settings.stopMs, 'suspended');
  }

  restart(machine: Machine): void {
    this.mustExist(machine);
    if (machine.state !== 'started')
      throw precondition(`machine is ${machine.state}, only a started one can restart`);
    this.drop(machine);
    this.enter(machine, 'restarting', 'restart', 'user');
    this.boot(machine, true);
  }

  /** After a new config: the machine boots into it, unless it shall stay down. */
  updated(machine: Machine, skipLaunch: boolean): void {
    this.drop(machine);
    if (!skipLaunch) {
      this.enter(machine, 'updating', 'update', 'user');
      this.boot(machine, true);
    } else if (machine.state !== 'created') {
      this.steps.cancel(machine);
      this.enter(machine, 'stopped', 'update', 'user');
    }
  }

  destroy(machine: Machine): void {
    if (GONE.includes(machine.state)) return;
    this.enter(machine, 'destroying', 'destroy', 'user');
    this.goDown(machine, 'destroyed');
  }

  /** Puts a machine into a state at once: a host that dies, a process that exits. */
  force(machine: Machine, state: 'started' | 'stopped' | 'failed'): void {
    this.steps.cancel(machine);
    if (state === 'started') return this.take(machine, 'started');
    void this.runner?.end(machine, true);
    this.exited(machine, state, state === 'failed' ? 1 : 0);
  }

  /** Refuses when a machine cannot be started for lack of room. */
  mustHaveRoom(machine?: Machine): void {
    this.runner?.mustHaveRoom(machine);
  }

  /** Resolves true once the test holds, false when the time is up. */
  waitFor(machine: Machine, test: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.waiting.until(machine, test, timeoutMs);
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
    this.waiting.tell(machine);
  }

  /** Goes on with machines that were on their way when the last process ended; what is overdue happens at once. */
  resume(): void {
    for (const machine of this.store.machines.values()) {
      if (machine.next)
        this.steps.later(machine, Math.max(0, machine.next.at - realNow()), machine.next.step);
      // Its process ended with the sandbox.
      else if (this.runner && machine.state === 'started') this.steps.later(machine, 0, 'started');
    }
  }

  /** Forgets all timers; whoever waits is told that nothing came. */
  reset(): void {
    this.steps.reset();
    this.runner?.reset();
    this.store.machines.clear();
    this.waiting.reset();
  }

  private boot(machine: Machine, announceStarting: boolean): void {
    const { bootMs } = this.settings;
    if (announceStarting) this.steps.later(machine, Math.floor(bootMs / 4), 'starting');
    else this.steps.later(machine, bootMs, 'started');
  }

  private take(machine: Machine, step: NextStep): void {
    switch (step) {
      case 'starting':
        this.enter(machine, 'starting', 'start', 'flyd');
        return this.steps.later(machine, Math.ceil((this.settings.bootMs * 3) / 4), 'started');
      case 'started':
        return this.runner ? this.bootFor(machine, this.runner) : this.started(machine);
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

  /** Once everything is at hand and the last process is gone. */
  private bootFor(machine: Machine, runner: MachineRunner): void {
    const clear = Promise.all([runner.prepare(), runner.end(machine)]);
    this.steps.after(machine, 'started', clear, () => this.started(machine));
  }

  private goDown(machine: Machine, step: NextStep): void {
    if (!this.runner) return this.steps.later(machine, this.settings.stopMs, step);
    this.steps.after(machine, step, this.runner.end(machine), () => this.take(machine, step));
  }

  /** The process is of the past; a real one is told so. */
  private drop(machine: Machine): void {
    machine.process = undefined;
    void this.runner?.end(machine);
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
    // A real process says itself when it is ready.
    const readyAt = this.runner ? Number.POSITIVE_INFINITY : bootedAt + this.settings.startupMs;
    machine.process = { env, secretsVersion: secrets.version, bootedAt, readyAt };
    // A real one is judged by OpenClaw itself, and nobody reads the config where OpenClaw does not run.
    const judged = !this.runner && runsGateway(machine.config);
    const problem = judged ? configProblem(machine) : undefined;
    if (tag.includes('sandbox-crash')) this.exited(machine, 'failed', 1);
    else if (problem) {
      logLine(machine, `Gateway start blocked: ${problem}`);
      // OpenClaw's own exit code for a config it refuses.
      this.exited(machine, 'failed', 78);
    } else this.enter(machine, 'started', 'start', 'flyd');
    if (machine.process) this.runner?.boot(machine, this.watch(machine));
  }

  /** For the end of the process it has now: what an older one does is of no interest. */
  private watch(machine: Machine): (exitCode: number) => void {
    const { process } = machine;
    return (exitCode) => {
      if (machine.process !== process) return;
      this.steps.cancel(machine);
      this.exited(machine, exitCode === 0 ? 'stopped' : 'failed', exitCode);
    };
  }

  private exited(machine: Machine, state: 'stopped' | 'failed', exitCode: number): void {
    machine.process = undefined;
    const exit_event = { exit_code: exitCode, oom_killed: false, requested_stop: exitCode === 0 };
    this.enter(machine, state, 'exit', 'flyd', { exit_event });
  }

  private mustExist(machine: Machine): void {
    if (GONE.includes(machine.state)) throw precondition(`machine is ${machine.state}`);
  }

  /** A machine that cannot boot must not take the vendor down with it. */
  private broken(machine: Machine, error: unknown): void {
    logLine(machine, `boot failed: ${String(error)}`);
    this.exited(machine, 'failed', 1);
  }
}
