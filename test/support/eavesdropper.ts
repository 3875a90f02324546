import { join } from 'node:path';
import { findLeaks } from './canary.ts';
import { ServerProcess } from './processes.ts';
import { Tap } from './tap.ts';

/** Listens in on everything that is said in a run, and looks through it at the end. */
export class Eavesdropper {
  private readonly overheard: string;
  private readonly logs: string;
  private readonly taps: Tap[] = [];

  constructor(folder: string) {
    this.overheard = join(folder, 'overheard.jsonl');
    this.logs = join(folder, 'processes.log');
    ServerProcess.logFile = this.logs;
  }

  /** @returns the address to use instead of `url` */
  async before(name: string, url: string): Promise<string> {
    const tap = await Tap.open(name, url, this.overheard);
    this.taps.push(tap);
    return tap.url;
  }

  async beforeAll<T extends Record<string, string>>(urls: T): Promise<T> {
    const doors = Object.entries(urls).map(
      async ([name, url]) => [name, await this.before(name, url)] as const,
    );
    return Object.fromEntries(await Promise.all(doors)) as T;
  }

  /** Call it when the processes have ended. @throws Error that names every place where a key was found */
  async report(databaseUrl: string, commandLines: readonly string[]): Promise<string> {
    for (const tap of this.taps) tap.close();
    ServerProcess.logFile = null;
    const { overheard, logs } = this;
    const { leaks, searched } = await findLeaks({ overheard, logs, databaseUrl, commandLines });
    if (leaks.length > 0) {
      const places = leaks.slice(0, 20).map(({ where, text }) => `  ${where}: …${text}…`);
      throw new Error(`Keys were found in ${leaks.length} places they may not be in:\n${places.join('\n')}`);
    }
    // Nobody may believe a silence that comes from listening at the wrong door.
    if (searched['keys where they belong'] === 0 && searched['exchanges'] !== 0)
      throw new Error('No key was heard anywhere, not even where keys belong: the search itself is broken.');
    const counts = Object.entries(searched).map(([what, count]) => `${count} ${what}`);
    return `No key leaked: searched ${counts.join(', ')}.`;
  }
}
