import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dumpsIn, findLeaks, recordsIn, type VendorRequest } from './canary.ts';
import { ROOT, ServerProcess } from './processes.ts';
import { Tap } from './tap.ts';

/** Listens in on everything that is said in a run, and looks through it at the end. */
export class Eavesdropper {
  private readonly overheard: string;
  private readonly logs: string;
  private readonly taps: Tap[] = [];
  private readonly vendorRecords: { where: string; text: string }[] = [];
  private readonly vendorRequests: VendorRequest[] = [];
  private readonly folder: string;

  // Fields are spelled out: this file also runs as it is, under Node's own type stripping.
  constructor(folder: string) {
    this.folder = folder;
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

  /**
   * Call it while the stand-ins still run: takes what they remember of requests and show of themselves, and the
   * database's journal as it is before it is folded up.
   */
  async beforeTheEnd(vendors: Record<string, string>): Promise<void> {
    for (const [name, url] of Object.entries(vendors)) {
      // A stand-in that is not ours has no such pages.
      const ask = (page: string) => fetch(`${url}/_sandbox/${page}`).catch(() => null);
      const requests = await ask('requests?limit=20000');
      if (requests?.ok) {
        this.vendorRequests.push(...((await requests.json()) as { data: VendorRequest[] }).data);
      }
      for (const page of ['state', 'webhooks']) {
        const answer = await ask(page);
        const where = `the ${name} stand-in's ${page}`;
        if (answer?.ok) this.vendorRecords.push({ where, text: await answer.text() });
      }
    }
    for (const name of readdirSync(this.folder).filter((it) => it.endsWith('-wal'))) {
      copyFileSync(join(this.folder, name), join(this.folder, `${name}.before-the-end`));
    }
  }

  /**
   * Call it when the processes have ended.
   * @param traffic the file the stand-ins wrote their traffic to, if they did
   * @throws Error that names every place where a key was found
   */
  async report(databaseFile: string, commandLines: readonly string[], traffic?: string): Promise<string> {
    for (const tap of this.taps) tap.close();
    ServerProcess.logFile = null;
    const { overheard, logs, vendorRecords } = this;
    function* vendorRequests(remembered: VendorRequest[]) {
      yield* remembered;
      if (traffic) yield* recordsIn<VendorRequest>(traffic);
    }
    const own = [overheard, logs];
    const here = readdirSync(this.folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const files = here.map(({ name }) => join(this.folder, name)).filter((path) => !own.includes(path));
    files.push(...dumpsIn(ROOT));
    const databaseUrl = `file:${databaseFile}`;
    const remains = {
      ...{ overheard, logs, databaseUrl, files, commandLines, vendorRecords },
      vendorRequests: vendorRequests(this.vendorRequests),
    };
    const { leaks, searched } = await findLeaks(remains);
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
