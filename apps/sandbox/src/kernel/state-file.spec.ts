import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Vendor } from './index.js';
import { decodeState, encodeState, StateFile, type SandboxState } from './state-file.js';

const state: SandboxState = {
  savedAt: '2026-01-01T00:00:00.000Z',
  clockOffsetMs: 5,
  lastRequest: 7,
  vendors: { fly: { faults: {}, state: { at: new Date(9), names: new Map([['a', Buffer.from('b')]]) } } },
};

/** A vendor that remembers one number, and refuses to load a negative one. */
function counter(): Vendor & { made: number } {
  return {
    name: 'counter',
    made: 0,
    register(app) {
      app.post('/things', async () => ({ made: ++this.made }));
    },
    reset() {
      this.made = 0;
    },
    errorBody: (status, message) => ({ oops: message, status }),
    save() {
      return { made: this.made };
    },
    load(kept) {
      this.made = (kept as { made: number }).made;
      if (this.made < 0) throw new Error('a number of things cannot be negative');
    },
  };
}

describe('the state file', () => {
  let folder: string;
  let path: string;
  const lines: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
    path = join(folder, 'deep', 'sandbox.state');
    lines.length = 0;
    jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (use: (base: string, vendor: ReturnType<typeof counter>) => Promise<void>) => {
    const vendor = counter();
    const sandbox = await startSandbox([vendor], { ports: {}, stateFile: path });
    try {
      await use(sandbox.urls['counter'] ?? '', vendor);
    } finally {
      await sandbox.close();
    }
  };
  const post = (url: string, body: unknown = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const json = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>;
  const make = (base: string) => post(`${base}/things`);

  it('gives back what it was given, Maps, Dates and Buffers included, and only its owner may read it', async () => {
    const file = new StateFile(path);
    expect(file.read()).toBeUndefined();
    writeFileSync(`${path}.tmp`, 'left by a killed process', { mode: 0o644 });
    await file.write(encodeState(state));
    expect(file.read()).toEqual(state);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });

  it('keeps state, faults, the clock and the numbering over a restart', async () => {
    await run(async (base) => {
      await make(base);
      await post(`${base}/_sandbox/clock`, { advanceSeconds: 86_400 });
      await post(`${base}/_sandbox/faults`, { route: '/things', after: 1, fault: { status: 418 } });
      await make(base);
    });
    await run(async (base, vendor) => {
      expect(vendor.made).toBe(2);
      expect((await json(`${base}/_sandbox/clock`))['offsetSeconds']).toBe(86_400);
      expect((await make(base)).status).toBe(418);
      expect((await make(base)).status).toBe(200);
      expect((await json(`${base}/_sandbox/requests`))['data']).toMatchObject([{ seq: 3 }, { seq: 4 }]);
    });
  });

  it('is deleted by a reset of everything, and a reset of one vendor stays done', async () => {
    await run(async (base) => {
      await make(base);
      await post(`${base}/_sandbox/reset?all=1`);
      expect(existsSync(path)).toBe(false);
    });
    expect(existsSync(path)).toBe(false);
    await run(async (base) => void (await make(base)));
    await run(async (base) => void (await post(`${base}/_sandbox/reset`)));
    await run(async (_base, vendor) => expect(vendor.made).toBe(0));
  });

  it.each<[string, (good: Buffer) => Buffer | string, string]>([
    ['no state at all', () => 'hello', 'not a sandbox state'],
    ['empty', () => '', 'not a sandbox state'],
    ['cut off', (good) => good.subarray(0, -3), 'damaged'],
    [
      'changed in one place',
      (good) => Buffer.from(good).fill(0xaa, good.length - 5, good.length - 4),
      'damaged',
    ],
    [
      'of another format',
      (good) => Buffer.concat([Buffer.from('automna-sandbox-state 999 x\n'), good]),
      'format 999',
    ],
  ])('starts empty when the file is %s, says so, and keeps it aside', async (_what, spoil, words) => {
    const spoilt = Buffer.from(spoil(encodeState(state)));
    const file = new StateFile(path);
    await file.write(spoilt);
    await run(async (base, vendor) => {
      expect(vendor.made).toBe(0);
      await make(base);
    });
    expect(lines).toEqual([expect.stringContaining(words)]);
    expect(lines[0]).toMatch(/Started empty; the file is now .*sandbox\.state\.broken\n$/);
    expect(readFileSync(`${path}.broken`)).toEqual(spoilt);
    expect(decodeState(readFileSync(path)).vendors['counter']?.state).toEqual({ made: 1 });
  });

  it('starts all vendors empty when one of them cannot use its part', async () => {
    await new StateFile(path).write(
      encodeState({
        ...state,
        vendors: { counter: { faults: { rules: [], webhooks: {} }, state: { made: -1 } } },
      }),
    );
    await run(async (base, vendor) => {
      expect(vendor.made).toBe(0);
      expect((await json(`${base}/_sandbox/clock`))['offsetSeconds']).toBe(0);
    });
    expect(lines).toEqual([expect.stringContaining('cannot be negative')]);
  });

  it('stays as it is when the sandbox cannot start, even a broken one', async () => {
    await run(async (base) => void (await make(base)));
    const before = Buffer.from('from another version');
    await run(async (base) => {
      writeFileSync(path, before);
      const taken = Number(new URL(base).port);
      await expect(startSandbox([counter()], { ports: { counter: taken }, stateFile: path })).rejects.toThrow(
        'EADDRINUSE',
      );
    });
    expect(readFileSync(path)).toEqual(before);
  });
});
