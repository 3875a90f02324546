import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { ON_A_LEASH } from './gateway-process.js';

/** Starts a process on a leash, tells its number, and then does nothing for ever. */
const OWNER = `
const { spawn } = require('node:child_process');
const idle = 'setInterval(() => {}, 1000)';
const child = spawn(process.execPath, [...JSON.parse(process.argv[1]), '-e', idle], { detached: true });
child.once('spawn', () => console.log(child.pid));
setInterval(() => {}, 1000);`;

describe('a gateway on its leash', () => {
  let owner: ChildProcess | undefined;
  afterEach(() => void owner?.kill('SIGKILL'));

  it('ends when the sandbox was killed without a chance to say so', async () => {
    owner = spawn(process.execPath, ['-e', OWNER, JSON.stringify(ON_A_LEASH)]);
    const pid = await new Promise<number>((resolve) =>
      owner?.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString()))),
    );
    expect(alive(pid)).toBe(true);
    owner.kill('SIGKILL');
    const deadline = Date.now() + 20_000;
    while (alive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(alive(pid)).toBe(false);
  }, 30_000);
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
