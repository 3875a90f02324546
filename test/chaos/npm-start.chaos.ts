import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { ROOT, freePort } from '../support/processes.js';

jest.setTimeout(240_000);

/** The one command a stranger types, on ports and a data folder of its own. */
class NpmStart {
  private output = '';
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly ports: readonly number[],
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += chunk));
  }

  static async run(folder: string, ports: readonly number[]): Promise<NpmStart> {
    const [port, stripe, anthropic, fly, mail, channels] = ports.map(String);
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATA_DIR: folder,
      PORT: port,
      SANDBOX_STRIPE_PORT: stripe,
      SANDBOX_ANTHROPIC_PORT: anthropic,
      SANDBOX_FLY_PORT: fly,
      SANDBOX_MAIL_PORT: mail,
      SANDBOX_CHANNELS_PORT: channels,
    };
    // A process group of its own, as a terminal makes one: Ctrl-C reaches npm and everything it started.
    const child = spawn('npm', ['start'], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new NpmStart(child, `http://127.0.0.1:${port}`, ports);
    await running.until(/Automna is ready/);
    return running;
  }

  get said(): string {
    return this.output;
  }

  /** Ctrl-C. @returns npm's exit code. */
  async interrupt(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', (code) => resolve(code)));
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
    return ended;
  }

  private async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.child.exitCode !== null) throw new Error(`npm start ended:\n${this.output.slice(-3000)}`);
      await delay(100);
    }
  }
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.status,
    () => null,
  );

const post = async (url: string, body: object) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('npm start', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-npm-start-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('serves everything, stops at Ctrl-C without leaving a process, and remembers what was done', async () => {
    const ports = await Promise.all(Array.from({ length: 6 }, () => freePort()));
    const login = { email: 'kim@example.test', password: 'correct horse battery' };

    const first = await NpmStart.run(folder, ports);
    for (const path of ['/', '/pricing', '/admin/', '/api/docs', '/api/openapi.json', '/api/health/ready']) {
      expect([path, await answers(`${first.url}${path}`)]).toEqual([path, 200]);
    }
    expect((await post(`${first.url}/api/auth/register`, { ...login, name: 'Kim' })).status).toBe(201);
    expect(await first.interrupt()).toBe(0);
    for (const port of ports)
      expect([port, await answers(`http://127.0.0.1:${port}/`)]).toEqual([port, null]);

    const second = await NpmStart.run(folder, ports);
    try {
      expect((await post(`${second.url}/api/auth/login`, login)).status).toBe(200);
      expect(second.said).not.toMatch(/\bBuilding\b/);
    } finally {
      await second.interrupt();
    }
  });
});
