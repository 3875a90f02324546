import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodeState } from './state-file.js';
import { StateKeeper } from './state-keeper.js';

/** A disk that is as slow as the spec wants. */
function slowDisk() {
  const written: number[] = [];
  const open: (() => void)[] = [];
  const lines: string[] = [];
  let value = 0;
  let active = 0;
  let mostActive = 0;
  let broken = false;
  const keeper = new StateKeeper({
    file: {
      path: 'data/sandbox.state',
      async write(bytes) {
        mostActive = Math.max(mostActive, ++active);
        await new Promise<void>((resolve) => open.push(resolve));
        active -= 1;
        if (broken) throw new Error('no space left on device');
        written.push(decodeState(bytes).lastRequest);
      },
      async remove() {
        mostActive = Math.max(mostActive, active + 1);
        written.push(-1);
      },
    },
    collect: () => ({ savedAt: '', clockOffsetMs: 0, vendors: {}, lastRequest: value }),
    warn: (line) => lines.push(line),
  });
  return {
    keeper,
    written,
    lines,
    set(next: number) {
      value = next;
      keeper.changed();
    },
    /** Lets the write under way end, and what hangs on it. */
    async finish() {
      await jest.advanceTimersByTimeAsync(0);
      open.shift()?.();
      await jest.advanceTimersByTimeAsync(0);
    },
    setBroken(on: boolean) {
      broken = on;
    },
    mostActive: () => mostActive,
    writing: () => open.length,
  };
}

describe('writing the state', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes the first change at once and the following ones together, a second later', async () => {
    const disk = slowDisk();
    disk.set(1);
    await disk.finish();
    expect(disk.written).toEqual([1]);
    for (const value of [2, 3, 4]) disk.set(value);
    await jest.advanceTimersByTimeAsync(900);
    expect(disk.writing()).toBe(0);
    await jest.advanceTimersByTimeAsync(200);
    await disk.finish();
    expect(disk.written).toEqual([1, 4]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(disk.writing()).toBe(0);
  });

  it('never has two writes at the same time, the last one included', async () => {
    const disk = slowDisk();
    disk.set(1);
    await jest.advanceTimersByTimeAsync(0);
    disk.set(2);
    await jest.advanceTimersByTimeAsync(5000);
    disk.set(3);
    const stopped = disk.keeper.stop();
    await jest.advanceTimersByTimeAsync(5000);
    expect(disk.writing()).toBe(1);
    await disk.finish();
    await disk.finish();
    await stopped;
    expect(disk.written).toEqual([1, 3]);
    expect(disk.mostActive()).toBe(1);
  });

  it('spends at most a tenth of its time writing', async () => {
    const disk = slowDisk();
    disk.set(1);
    await jest.advanceTimersByTimeAsync(500);
    disk.set(2);
    await disk.finish();
    disk.set(3);
    await jest.advanceTimersByTimeAsync(4400);
    expect(disk.writing()).toBe(0);
    await jest.advanceTimersByTimeAsync(200);
    await disk.finish();
    expect(disk.written).toEqual([1, 3]);
  });

  it('deletes the file after the write under way and writes again only for a new change', async () => {
    const disk = slowDisk();
    disk.set(1);
    await jest.advanceTimersByTimeAsync(0);
    disk.set(2);
    const forgotten = disk.keeper.forget();
    await disk.finish();
    await forgotten;
    await jest.advanceTimersByTimeAsync(5000);
    expect(disk.written).toEqual([1, -1]);
    disk.set(5);
    await disk.finish();
    expect(disk.written).toEqual([1, -1, 5]);
  });

  it('says once that the disk refuses, and tries again by itself', async () => {
    const disk = slowDisk();
    disk.setBroken(true);
    disk.set(1);
    await disk.finish();
    await jest.advanceTimersByTimeAsync(1100);
    await disk.finish();
    expect(disk.lines).toEqual([expect.stringContaining('data/sandbox.state: Error: no space left')]);
    disk.setBroken(false);
    await jest.advanceTimersByTimeAsync(1100);
    await disk.finish();
    expect(disk.written).toEqual([1]);
  });
});
