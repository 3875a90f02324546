import { AccountMails } from '@automna/accounts';
import type { PlanName } from '@automna/contracts';
import {
  Clock,
  ConfigModule,
  DatabaseModule,
  ManualClock,
  newId,
  OutboxModule,
  queryRows,
  RetryLater,
  Secret,
  testConfig,
  UnitOfWork,
} from '@automna/core';
import { GatewayClient, PLAN_OF_CUSTOMER, type Suspension } from '@automna/openclaw';
import { Global, Module, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { createFlyVendor, type RunningSandbox, startSandbox } from '../../../apps/sandbox/src/index.js';
import { FLY_FETCH } from '../adapters/fly-transport.js';
import { Pause } from '../adapters/pause.js';
import { FlyProvisionerModule } from '../fly-provisioner.module.js';
import { DeletionRunner } from '../fleet/deletion-runner.service.js';
import { FleetReconcile, type FleetReport } from '../fleet/fleet-reconcile.service.js';
import { MACHINE_KEY_SOURCE } from '../ports.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { MachineChanges } from '../services/machine-changes.service.js';
import { MachineProvisioner } from '../services/machine-provisioner.service.js';
import { ProvisionRuns } from '../services/provision-runs.service.js';

/** The process was killed: from here on it can call nobody. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What a customer of the fleet has; tests change it as they go. */
export interface FleetCustomer {
  plan: PlanName | null;
  suspension: Suspension | null;
}

const NEVER = new AbortController().signal;
const KEY = new Secret('sk-ant-api03-fleet-0123456789abcdefgh');

/** The whole room in Nest, on a database in memory, against the Fly stand-in over the network. */
export class FleetWorld {
  readonly clock = new ManualClock(new Date());
  readonly customers = new Map<string, FleetCustomer>();
  /** Requests that reached Fly, as `GET /v1/apps`. */
  readonly calls: string[] = [];
  /** The same in full. */
  readonly urls: { method: string; url: string }[] = [];
  /** Hears of every wait of the room, ms; nothing really waits. */
  waiting: (ms: number) => void = () => undefined;
  /** How many things Fly puts on a page of a list at the most, as it may; null for as many as were asked for. */
  longestPage: number | null = null;
  /** Looks at a request before it goes out, and again after it was carried out; may throw. */
  cut: (when: 'before' | 'after', call: string) => void = () => undefined;
  private module!: TestingModule;

  private constructor(private readonly sandbox: RunningSandbox) {}

  static async open(env: NodeJS.ProcessEnv = {}): Promise<FleetWorld> {
    const vendor = createFlyVendor({ bootMs: 0, startupMs: 0, rateLimits: false });
    const world = new FleetWorld(await startSandbox([vendor], { ports: { fly: 0 } }));
    await world.boot(env);
    return world;
  }

  get url(): string {
    return this.sandbox.urls['fly'] ?? '';
  }

  get<T>(type: Type<T>): T {
    return this.module.get(type, { strict: false });
  }

  async close(): Promise<void> {
    await this.module.close();
    await this.sandbox.close();
  }

  /** Somebody who pays, with a machine that is set up. */
  async customer(plan: PlanName = 'pro'): Promise<MachineEntity> {
    const userId = await this.person(plan);
    await this.get(MachineProvisioner).request(userId);
    await this.work(userId);
    return this.machine(userId);
  }

  async person(plan: PlanName = 'pro'): Promise<string> {
    const userId = newId('usr');
    const now = this.clock.now().toISOString();
    await this.rows(
      `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
       VALUES (?, ?, 'Ada', 'x', 'customer', ?, ?)`,
      [userId, `${userId}@example.test`, now, now],
    );
    this.customers.set(userId, { plan, suspension: null });
    return userId;
  }

  async machine(userId: string): Promise<MachineEntity> {
    const machine = await this.get(MachineStore).ofUser(userId);
    if (!machine) throw new Error(`${userId} has no machine`);
    return machine;
  }

  /** Does what the workers do for this customer's set-up and changes. */
  async work(userId: string): Promise<void> {
    const { id } = await this.machine(userId);
    await this.again(async () => {
      const { run, state } = await this.machine(userId);
      if (state === 'provisioning') await this.get(ProvisionRuns).carryOut(id, run, NEVER);
    });
    const job = { id: 'job', kind: 'machine.apply', attempt: 1, createdAt: this.clock.now() };
    const changes = this.get(MachineChanges);
    await this.again(() => changes.carryOut({ ...job, payload: { machineId: id, cause: 'test' } }, NEVER));
  }

  reconcile(
    mode: 'look' | 'repair' = 'look',
    trigger: 'schedule' | 'command' = 'command',
  ): Promise<FleetReport> {
    this.clock.advance({ seconds: 1 });
    return this.get(FleetReconcile).run({ mode, trigger });
  }

  /** Works on all deletions until none of them wants to go on right now. */
  async remove(): Promise<void> {
    const open = await this.rows<{ id: string }>(
      `SELECT id FROM fly_deletions WHERE state IN ('held', 'removing') ORDER BY requested_at, id`,
    );
    for (const { id } of open) await this.again(() => this.get(DeletionRunner).carryOut(id, NEVER));
  }

  /** Time passes, here and at Fly. */
  async pass(days: number): Promise<void> {
    this.clock.advance({ days });
    await this.control('clock', { advanceSeconds: days * 86_400 });
  }

  rows<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return queryRows<T>(this.get(DataSource as Type<DataSource>), sql, values);
  }

  unitOfWork(): UnitOfWork {
    return this.get(UnitOfWork);
  }

  /** A request to Fly in nobody's name: what happens behind our back. */
  async fly<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/v1/${path}`, {
      method,
      headers: {
        authorization: 'Bearer fm2_other',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  /** Somebody deletes a machine without telling us. */
  async loseMachine({ appName, flyMachineId }: MachineEntity): Promise<void> {
    const path = `apps/${appName}/machines/${flyMachineId}`;
    await this.fly('DELETE', `${path}?force=true`);
    await this.fly('GET', `${path}/wait?state=destroyed&timeout=5`);
  }

  async control(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  /** What exists at Fly and costs money, from the stand-in's own book. */
  async inventory(): Promise<{ apps: number; machines: number; volumes: number }> {
    const answer = await fetch(`${this.url}/_sandbox/state`);
    const state = (await answer.json()) as Record<'apps' | 'machines' | 'volumes', { state?: string }[]>;
    const lasting = (things: { state?: string }[]) =>
      things.filter((thing) => !thing.state?.includes('destroy')).length;
    return { apps: state.apps.length, machines: lasting(state.machines), volumes: lasting(state.volumes) };
  }

  private async again(work: () => Promise<void>): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        // The stand-in moves its machines by timers of its own.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    throw new Error('this never ends');
  }

  private async boot(env: NodeJS.ProcessEnv): Promise<void> {
    const config = testConfig({
      DATABASE_URL: 'file::memory:',
      WORKERS: 'false',
      FLY_API_URL: this.url,
      FLY_APP_URL: `${this.url}/_apps/{app}`,
      ...env,
    });
    const builder = Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(),
        OutboxModule,
        this.house(),
        FlyProvisionerModule,
      ],
    })
      .overrideProvider(Clock)
      .useValue(this.clock)
      .overrideProvider(Pause)
      .useValue({ for: (ms: number) => this.wait(ms) })
      .overrideProvider(GatewayClient)
      .useValue({ startup: () => Promise.resolve('started'), health: () => Promise.resolve({ ok: true }) });
    this.module = await builder.compile();
    this.module.useLogger(false);
    await this.module.init();
  }

  private wait(ms: number): Promise<void> {
    this.waiting(ms);
    return Promise.resolve();
  }

  /** What the rest of the house provides around the room. */
  private house(): Type {
    const of = (userId: string) => this.customers.get(userId) ?? { plan: null, suspension: 'ended' as const };
    const plans = {
      planOf: (userId: string) => Promise.resolve(of(userId).plan),
      suspensionOf: (userId: string) => Promise.resolve(of(userId).suspension),
      requireService: (userId: string) => Promise.resolve(of(userId).plan),
    };
    const keys = { keyFor: () => Promise.resolve({ secret: KEY, fingerprint: KEY.fingerprint() }) };

    @Global()
    @Module({
      providers: [
        { provide: PLAN_OF_CUSTOMER, useValue: plans },
        { provide: MACHINE_KEY_SOURCE, useValue: keys },
        { provide: FLY_FETCH, useValue: this.fetch },
        { provide: AccountMails, useValue: {} },
      ],
      exports: [PLAN_OF_CUSTOMER, MACHINE_KEY_SOURCE, FLY_FETCH, AccountMails],
    })
    class HouseModule {}
    return HouseModule;
  }

  private readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(this.paged(input), init);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    this.cut('before', call);
    this.calls.push(call);
    this.urls.push({ method: request.method, url: request.url });
    const answer = await fetch(request);
    this.cut('after', call);
    return answer;
  };

  private paged(input: Parameters<typeof globalThis.fetch>[0]): typeof input {
    if (this.longestPage === null) return input;
    const url = new URL(input instanceof Request ? input.url : input);
    const limit = Number(url.searchParams.get('limit') ?? 0);
    if (limit <= this.longestPage) return input;
    url.searchParams.set('limit', String(this.longestPage));
    return input instanceof Request ? new Request(url, input) : url;
  }
}
