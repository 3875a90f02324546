import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '../..');

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A server of ours running as a process of its own. */
export class ServerProcess {
  /** Takes everything all processes print, whole, when somebody wants to search it. */
  static logFile: string | null = null;
  readonly name: string;
  private readonly child: ChildProcess;
  private output = '';

  // Fields are spelled out: this file also runs as it is, under Node's own type stripping.
  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-200_000);
        if (ServerProcess.logFile) appendFileSync(ServerProcess.logFile, chunk);
      });
    }
  }

  /** Starts `script` (path from the repository root) with exactly the environment given. */
  static start(name: string, script: string, env: Record<string, string>): ServerProcess {
    return ServerProcess.run(name, process.execPath, ['--enable-source-maps', join(ROOT, script)], env);
  }

  /** Starts any program. */
  static run(name: string, command: string, args: string[], env: Record<string, string> = {}): ServerProcess {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(name, child);
  }

  /** What it printed so far (the last 200 kB). */
  get log(): string {
    return this.output;
  }

  /** Its arguments and environment as the system shows them to whoever may look; empty where it shows none. */
  async commandLine(): Promise<string> {
    const parts = ['cmdline', 'environ'].map((name) =>
      readFile(`/proc/${this.child.pid}/${name}`, 'latin1').catch(() => ''),
    );
    return (await Promise.all(parts)).join(' ');
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits for a 2xx from `url`. Fails at once when the process ends. */
  async untilOk(url: string, seconds = 30): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (!this.running)
        throw new Error(`${this.name} ended before it was ready:\n${this.output.slice(-4000)}`);
      const ok = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return;
      await delay(50);
    }
    throw new Error(`${this.name} was not ready within ${seconds} s:\n${this.output.slice(-4000)}`);
  }

  /** Waits until something listens on a port of this machine. */
  async untilListening(port: number, seconds = 30): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (!this.running)
        throw new Error(`${this.name} ended before it listened:\n${this.output.slice(-4000)}`);
      const open = await new Promise<boolean>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      });
      if (open) return;
      await delay(50);
    }
    throw new Error(
      `${this.name} did not listen on ${port} within ${seconds} s:\n${this.output.slice(-4000)}`,
    );
  }

  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    const ended = this.ended();
    if (this.running) this.child.kill(signal);
    return ended;
  }

  ended(): Promise<number | NodeJS.Signals | null> {
    if (!this.running) return Promise.resolve(this.child.exitCode ?? this.child.signalCode);
    return new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? signal)));
  }
}
