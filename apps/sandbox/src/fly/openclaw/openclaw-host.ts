import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FlyError } from '../errors.js';
import { logLine } from '../state/agent-log.js';
import { runsGateway } from '../state/command.js';
import type { MachineRunner } from '../state/machine-runner.js';
import { realNow } from '../state/real-time.js';
import type { FlyStore } from '../state/store.js';
import type { Machine, MachineState } from '../state/types.js';
import { GatewayProcess } from './gateway-process.js';
import { installOpenClaw } from './install.js';
import { environmentOf, foldersOf, type MachineFolders, sweepVolumes, writeFiles } from './machine-files.js';
import { memoryOf } from './memory.js';
import type { OpenClawOptions } from './options.js';
import { freePorts } from './ports.js';
import type { Change } from './process-config.js';

/** A machine that was started. */
export interface RunningMachine {
  /** Its gateway; none where another command was to run instead, which is not run here. */
  process?: GatewayProcess;
  webhookPort: number;
  /** How its config differs from the one that was sent. */
  changes: Change[];
  env: Record<string, string>;
  cwd: string;
  entry: string;
  folders: MachineFolders;
}

/** A machine with its gateway. */
export type RunningGateway = RunningMachine & { process: GatewayProcess };

/** Where the gateways find the other stand-ins. */
export interface Neighbours {
  anthropic(): string | undefined;
  channels(): string | undefined;
}

const HAVE_A_PROCESS: MachineState[] = ['starting', 'started', 'updating', 'restarting', 'stopping'];
const DEFAULT_GRACE_MS = 5_000;

/** Runs a real OpenClaw gateway for each started machine. */
export class OpenClawHost implements MachineRunner {
  private readonly gateways = new Map<string, Promise<RunningMachine | undefined>>();
  private installing: Promise<string> | undefined;
  private installed = false;

  constructor(
    private readonly options: OpenClawOptions,
    private readonly store: FlyStore,
    private readonly neighbours: Neighbours,
  ) {
    mkdirSync(options.data, { recursive: true, mode: 0o700 });
    // Right away: half a minute is long for the first machine to wait.
    this.prepare().catch((error: unknown) => process.stderr.write(`sandbox: ${String(error)}\n`));
  }

  async prepare(): Promise<void> {
    await this.program();
    this.installed = true;
  }

  mustHaveRoom(machine?: Machine): void {
    const others = [...this.store.machines.values()].filter(
      (it) => it !== machine && HAVE_A_PROCESS.includes(it.state),
    );
    if (others.length < this.options.most) return;
    throw new FlyError(
      422,
      `insufficient resources: SANDBOX_MACHINES=openclaw runs at most ${this.options.most} gateways at a time ` +
        `(a gigabyte each) and ${others.map((it) => it.id).join(' and ')} have them; stop or destroy a machine first`,
      'insufficient_capacity',
    );
  }

  boot(machine: Machine, ended: (exitCode: number) => void): void {
    const started = this.launch(machine, ended).catch((error: unknown) => {
      logLine(machine, `boot failed: ${String(error)}`);
      ended(1);
      return undefined;
    });
    this.gateways.set(machine.id, started);
  }

  async end(machine: Machine, kill = false): Promise<void> {
    const gateway = await this.gateways.get(machine.id);
    await gateway?.process?.end(kill ? 0 : graceOf(machine));
  }

  /** The gateway of a machine, once it was started; undefined when there is none. */
  async gatewayOf(machine: Machine): Promise<RunningGateway | undefined> {
    const gateway = await this.gateways.get(machine.id);
    return gateway?.process?.running ? { ...gateway, process: gateway.process } : undefined;
  }

  /** Where commands for a machine run: beside its gateway, or in place of one. */
  async machineOf(machine: Machine): Promise<RunningMachine | undefined> {
    const running = await this.gateways.get(machine.id);
    return running?.process?.running === false ? undefined : running;
  }

  /** What runs right now, for GET /_sandbox/state. */
  async report(): Promise<unknown> {
    const running = await Promise.all(
      [...this.gateways].map(async ([machine, starting]) => ({ machine, gateway: await starting })),
    );
    return {
      installed: this.installed,
      most: this.options.most,
      gateways: running
        .filter(({ gateway }) => gateway?.process?.running)
        .map(({ machine, gateway }) => ({
          machine,
          pid: gateway?.process?.pid,
          bootMs: gateway?.process?.bootMs ?? null,
          memory: memoryOf(gateway?.process?.pid ?? 0),
        })),
    };
  }

  reset(): void {
    void this.endAll(true).then(() => {
      if (this.gateways.size === 0) sweepVolumes(this.options.data, this.volumes());
    });
  }

  async close(): Promise<void> {
    await this.endAll(false);
    if (this.options.temporary) rmSync(this.options.data, { recursive: true, force: true });
    else rmSync(join(this.options.data, 'machines'), { recursive: true, force: true });
  }

  private async endAll(kill: boolean): Promise<void> {
    const all = [...this.gateways.values()];
    this.gateways.clear();
    await Promise.all(
      all.map(async (starting) => (await starting)?.process?.end(kill ? 0 : DEFAULT_GRACE_MS)),
    );
  }

  private program(): Promise<string> {
    if (this.options.entry) return Promise.resolve(this.options.entry);
    // A failed installation is tried again by the next machine.
    this.installing ??= installOpenClaw(this.options.cache).catch((error: unknown) => {
      this.installing = undefined;
      throw error;
    });
    return this.installing;
  }

  private async launch(machine: Machine, ended: (exitCode: number) => void): Promise<RunningMachine> {
    const [entry, [port = 0, webhookPort = 0]] = await Promise.all([this.program(), freePorts(2)]);
    sweepVolumes(this.options.data, this.volumes());
    const folders = foldersOf(this.options.data, machine);
    const changes = writeFiles(machine, folders, {
      port,
      webhookPort,
      logFile: join(folders.root, 'tmp', 'openclaw.log'),
      anthropicUrl: this.neighbours.anthropic(),
      channelsUrl: this.neighbours.channels(),
    });
    const env = environmentOf(machine, folders, this.neighbours.channels());
    const cwd = folders.mount.host;
    const running: RunningMachine = { webhookPort, changes, env, cwd, entry, folders };
    if (!runsGateway(machine.config)) return running;
    const gateway = new GatewayProcess({
      entry,
      cwd,
      env,
      port,
      line: (text) => logLine(machine, text),
      ended: (code, asked) => {
        if (asked) return;
        const said = machine.agent.logs.slice(-5).join('\n  ');
        process.stderr.write(`sandbox: the gateway of machine ${machine.id} ended with ${code}\n  ${said}\n`);
        ended(code);
      },
    });
    const booted = machine.process;
    void gateway.untilReady().then((ready) => {
      if (ready && booted) booted.readyAt = realNow();
    });
    return { ...running, process: gateway };
  }

  private volumes(): Set<string> {
    return new Set(
      [...this.store.volumes.values()].filter((it) => it.state === 'created').map((it) => it.id),
    );
  }
}

/** `stop_config.timeout` of a machine, such as "30s". */
function graceOf(machine: Machine): number {
  const timeout = (machine.config['stop_config'] as { timeout?: unknown } | undefined)?.timeout;
  const [, amount, unit] = /^(\d+)(ms|s|m)$/.exec(String(timeout)) ?? [];
  return amount ? Number(amount) * ({ ms: 1, s: 1000, m: 60_000 }[unit ?? 's'] ?? 1) : DEFAULT_GRACE_MS;
}
