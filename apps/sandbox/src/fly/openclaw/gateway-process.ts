import { type ChildProcess, spawn } from 'node:child_process';

/** What starts one gateway. */
export interface Launch {
  entry: string;
  cwd: string;
  env: Record<string, string>;
  port: number;
  /** Hears each line it prints. */
  line(text: string): void;
  /** Told once, whether or not the end was asked for. */
  ended(exitCode: number, asked: boolean): void;
}

const READY_POLL_MS = 500;
const MOST_GRACE_MS = 30_000;

/**
 * Loaded into the gateway before anything of its own: it ends when whoever started it is gone, however that ended. The
 * programs it starts get the same arguments and end with it; its threads have no say.
 */
const LEASH = `import { isMainThread } from 'node:worker_threads';
const parent = process.ppid;
const orphan = parent === 1 && ${process.pid} !== 1;
const look = () => (process.ppid === parent && !orphan) || process.kill(process.pid, 'SIGKILL');
if (isMainThread) setInterval(look, 1000).unref();`;

/** What makes a Node process end with the one that starts it. */
export const ON_A_LEASH = ['--import', `data:text/javascript,${encodeURIComponent(LEASH)}`];

/** One OpenClaw gateway running on this computer. */
export class GatewayProcess {
  readonly startedAt = performance.now();
  /** How long it took until `/startupz` said yes; undefined while it starts. */
  bootMs: number | undefined;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private asked = false;
  private alive = true;

  constructor(private readonly launch: Launch) {
    const args = [...ON_A_LEASH, launch.entry, 'gateway', 'run'];
    // A group of its own, so that Ctrl-C reaches the sandbox and not the machines; it stops them itself.
    this.child = spawn(process.execPath, args, {
      cwd: launch.cwd,
      env: launch.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line.trim() !== '') launch.line(line);
      });
    }
    this.gone = new Promise((resolve) => {
      const end = (code: number) => {
        if (!this.alive) return;
        this.alive = false;
        launch.ended(code, this.asked);
        resolve();
      };
      this.child.once('error', () => end(1));
      this.child.once('exit', (code, signal) => end(code ?? (signal === null ? 1 : 128)));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.alive;
  }

  get port(): number {
    return this.launch.port;
  }

  /** Resolves true once it takes work, false when it ended before. */
  async untilReady(): Promise<boolean> {
    while (this.alive) {
      const ready = await fetch(`http://127.0.0.1:${this.port}/startupz`, {
        signal: AbortSignal.timeout(2000),
      }).then(
        async (answer) => {
          await answer.body?.cancel();
          return answer.ok;
        },
        () => false,
      );
      if (ready) {
        this.bootMs = Math.round(performance.now() - this.startedAt);
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS).unref());
    }
    return false;
  }

  /** Asks it to end, insists after the grace, and waits until it is gone. */
  async end(graceMs: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.alive) return;
    this.asked = true;
    if (graceMs <= 0) this.kill('SIGKILL');
    else this.child.kill(signal);
    const insist = setTimeout(() => this.kill('SIGKILL'), Math.min(graceMs, MOST_GRACE_MS));
    await this.gone;
    clearTimeout(insist);
  }

  /** The whole group: helpers of a killed gateway must not stay. */
  private kill(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      this.child.kill(signal);
    }
  }
}
