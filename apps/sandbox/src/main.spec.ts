import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeState } from './kernel/state-file.js';
import { VENDOR_PORTS } from './ports.js';

jest.setTimeout(60_000);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const mail = { from: 'a@b.test', to: 'ada@example.com', subject: 'Kept', text: 'Hi' };

/** The sandbox as `npm start` runs it: a process of its own, only from the sources instead of the build. */
describe('the sandbox process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
  const stateFile = join(folder, 'sandbox.state');
  const anyPorts = Object.fromEntries(Object.values(VENDOR_PORTS).map(({ variable }) => [variable, '0']));
  let child: ChildProcess | undefined;
  let errors = '';

  async function start(): Promise<Record<string, string>> {
    const flags = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
    const hooks = ['--import', new URL('./testing/typescript-hooks.mjs', import.meta.url).href];
    const started = spawn(process.execPath, [...flags, ...hooks, here('./main.ts')], {
      env: { PATH: process.env['PATH'], ...anyPorts, SANDBOX_STATE_FILE: stateFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    errors = '';
    started.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const urls: Record<string, string> = {};
    for await (const line of createInterface(started.stdout)) {
      const [, name = '', url = ''] = line.split(' ');
      urls[name] = url;
      if (Object.keys(urls).length === Object.keys(VENDOR_PORTS).length) return urls;
    }
    throw new Error(`the sandbox did not start:\n${errors}`);
  }
  async function end(signal: NodeJS.Signals): Promise<unknown[]> {
    const ended = once(child as ChildProcess, 'exit');
    child?.kill(signal);
    return ended;
  }
  const send = (urls: Record<string, string>) =>
    fetch(`${urls['mail']}/emails`, {
      method: 'POST',
      headers: { authorization: 'Bearer re_sandbox_1', 'content-type': 'application/json' },
      body: JSON.stringify(mail),
    });
  const subjects = async (urls: Record<string, string>) =>
    ((await (await fetch(`${urls['mail']}/inbox`)).json()) as { subject: string }[]).map((it) => it.subject);

  beforeAll(() => writeFileSync(stateFile, 'written by something else'));
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('puts a broken file aside, keeps its state over SIGTERM, and nearly all of it over SIGKILL', async () => {
    const first = await start();
    expect(errors).toContain('Started empty');
    expect(readFileSync(`${stateFile}.broken`, 'utf8')).toBe('written by something else');
    expect((await send(first)).status).toBe(200);
    expect((await send(first)).status).toBe(200);
    expect(await end('SIGTERM')).toEqual([0, null]);

    const second = await start();
    expect(errors).toBe('');
    expect(await subjects(second)).toEqual(['Kept', 'Kept']);
    expect((await send(second)).status).toBe(200);
    await untilMailsInFile(3);
    await end('SIGKILL');

    const third = await start();
    expect(await subjects(third)).toHaveLength(3);
    expect(await end('SIGTERM')).toEqual([0, null]);
  });

  /** Looks until the file has them; the second a write may take is real time here. */
  async function untilMailsInFile(count: number): Promise<void> {
    for (;;) {
      const state = decodeState(readFileSync(stateFile)).vendors['mail']?.state;
      if ((state as { outbox: { mails: unknown[] } }).outbox.mails.length === count) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
