import { setTimeout as delay } from 'node:timers/promises';
import { Person } from '../../chaos/support/person.js';
import { sandbox } from '../../support/sandbox-control.js';
import { Stack } from '../../support/stack.js';
import { Book } from './book.js';
import { FlyDoor } from './door.js';
import { Kim } from './kim.js';

/** Held calls at which the process is ended. It works on eight jobs at a time: this leaves one place for the rest. */
const ENOUGH_HELD = 7;
/** Earlier when no more arrive; before any of our calls gives up waiting for its answer (the gateway's, after 5 s). */
const HELD_LONG_MS = 2_000;
/** Nothing came and went at Fly's door for this long: everybody waits for time to pass. */
const QUIET_MS = 1_200;
/** Waiting jobs further ahead than this are no part of what goes on now. */
const HORIZON_MS = 15 * 60_000;
const LEAST_STEP_SECONDS = 20;
const FLY_LEASE_SECONDS = 60;
/** Far beyond the longest story seen, so that giving up means stuck, not slow. */
const PATIENCE_MS = 500_000;
/** Without any work to do: whatever is not right by then stays so. Tasks of the clock may have to begin first. */
const IDLE_PATIENCE_MS = 60_000;
const JOINING_AT_ONCE = 4;

/** The product as real processes, with a door in front of Fly. */
export class FaultWorld {
  /** How often the API has been ended. */
  kills = 0;
  private offsetSeconds = 0;
  private readonly admin: Person;

  private constructor(
    readonly stack: Stack,
    readonly door: FlyDoor,
    readonly book: Book,
  ) {
    this.admin = new Person({ api: () => stack.url, mailUrl: stack.vendors.mail });
  }

  static async open(): Promise<FaultWorld> {
    const [door, book] = await Promise.all([FlyDoor.open(), Book.create()]);
    try {
      const stack = await Stack.start({
        bootMs: 3,
        env: {
          DATABASE_URL: book.url,
          FLY_API_URL: door.url,
          FLY_APP_URL: `${door.url}/_apps/{app}`,
          LOG_LEVEL: 'warn',
        },
        // Fly's pace is a matter of other suites.
        sandboxEnv: { SANDBOX_FLY_RATE_LIMITS: 'off' },
      });
      const world = new FaultWorld(stack, door, book);
      await world.prepare();
      return world;
    } catch (error) {
      await door.close();
      await book.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    if (process.env['STACK_LOG'] === '1') process.stdout.write(this.stack.log);
    await this.stack.stop();
    await this.door.close();
    await this.book.close();
  }

  async customers(count: number): Promise<Kim[]> {
    const made: Kim[] = [];
    await inTurns(Array.from({ length: count }), JOINING_AT_ONCE, async () => {
      made.push(await Kim.join(this.stack.url, this.stack.vendors.mail));
    });
    return made;
  }

  /**
   * Lets the product work until `reached` and nothing is left to do, ending the process whenever enough calls are held
   * and moving the clock whenever all wait for it.
   */
  async until(reached: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    let idleSince = Date.now();
    for (;;) {
      if (Date.now() > Math.min(deadline, idleSince + IDLE_PATIENCE_MS))
        throw new Error(`${what} did not end well:\n${await this.trouble()}`);
      const { calls, oldestMs } = this.door.held();
      if (calls >= ENOUGH_HELD || oldestMs > HELD_LONG_MS) await this.killAndStartAgain();
      else if (calls === 0 && (await this.nothingLeft())) {
        if (await reached()) return;
      } else idleSince = Date.now();
      await delay(20);
    }
  }

  /** Time passes, here and at the vendors. */
  async pass(seconds: number): Promise<void> {
    const body = { advanceSeconds: Math.ceil(seconds) };
    const { offsetSeconds } = await this.admin.expect('POST', '/api/admin/clock', 200, body);
    this.offsetSeconds = Number(offsetSeconds);
    this.door.lastTraffic = Date.now();
  }

  /** What `machines reconcile` says, until every app has been looked at closely. */
  async compare(apps: number): Promise<{ findings: unknown[]; orphans: number; cents: number }> {
    let seen = { findings: [] as unknown[], orphans: 0, cents: 0 };
    for (let looked = 0; looked <= apps; looked += 20) {
      const reason = 'after the faults';
      const begun = await this.admin.expect('POST', '/api/admin/machines/reconcile', 202, { reason });
      const { run, findings } = await this.reportOf(String(begun['id']));
      if (run['error']) throw new Error(`The comparison failed: ${String(run['error'])}`);
      seen = {
        findings: [...seen.findings, ...findings],
        orphans: seen.orphans + Number(run['orphans']),
        cents: seen.cents + Number(run['orphanCentsPerMonth']),
      };
    }
    return seen;
  }

  async atFly() {
    const { apps, machines, volumes } = (await sandbox.state(this.stack.vendors.fly)) as {
      apps: { name: string; ips: { shared?: boolean }[] }[];
      machines: { id: string; app: string; state: string }[];
      volumes: { id: string; app: string; state: string; machineId: string | null }[];
    };
    const lasting = ({ state }: { state: string }) => !state.includes('destroy');
    return { apps, machines: machines.filter(lasting), volumes: volumes.filter(lasting) };
  }

  /** A request to Fly in nobody's name, past the door. */
  async fly<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.stack.vendors.fly}/v1/${path}`, {
      method,
      headers: {
        authorization: 'Bearer fm2_onlooker',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  private async prepare(): Promise<void> {
    this.door.leadTo(this.stack.vendors.fly);
    await this.book.restHelpers();
    // Nobody falls asleep when time is moved: a machine that sleeps is asked for its key only when it wakes.
    await this.control('fly/settings', { idleStopSeconds: 86_400_000 });
    await this.admin.signInAs('admin@automna.test', 'automna-demo-admin');
  }

  private async killAndStartAgain(): Promise<void> {
    this.kills += 1;
    await this.door.strike(async () => {
      await this.stack.apis[0]?.stop('SIGKILL');
    });
    await this.book.leasesRunOut();
    await this.stack.startApi();
    // Fly's own lease on a machine, a minute as well, is in the time of the sandbox.
    await this.pass(FLY_LEASE_SECONDS + 1);
  }

  /** False while there is work; moves the clock when all of it waits for that. */
  private async nothingLeft(): Promise<boolean> {
    const now = new Date(Date.now() + this.offsetSeconds * 1000);
    const { running, nextAt } = await this.book.work(new Date(now.getTime() + HORIZON_MS));
    if (running === 0 && !nextAt) return true;
    if (running > 0 || !nextAt || Date.now() - this.door.lastTraffic < QUIET_MS) return false;
    const ahead = (nextAt.getTime() - now.getTime()) / 1000;
    if (ahead > 0) await this.pass(Math.max(ahead, LEAST_STEP_SECONDS));
    return false;
  }

  private async reportOf(runId: string): Promise<{ run: Record<string, unknown>; findings: unknown[] }> {
    for (;;) {
      const { run, findings, running } = await this.admin.expect('GET', '/api/admin/machines/reconcile', 200);
      const last = run as Record<string, unknown> | null;
      if (!running && last?.['id'] === runId) return { run: last, findings: findings as unknown[] };
      await delay(50);
    }
  }

  private async trouble(): Promise<string> {
    const standings = [...(await this.book.standings()).values()];
    const work = await this.book.work(new Date(8.64e15));
    return JSON.stringify({ work, dead: await this.book.deadJobs(), standings }, null, 1);
  }

  private async control(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.stack.vendors.fly}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

/** The work for each of them, some at a time. */
export async function inTurns<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left.length > 0) await work(left.shift() as T);
    }),
  );
}
