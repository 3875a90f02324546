import type { Timeline } from '@automna/accounts';
import {
  type AppConfig,
  createTestWork,
  type Job,
  LeaseClock,
  Leases,
  type LibsqlDataSource,
  ManualClock,
  RetryLater,
  SecretBox,
  SystemClock,
  type Tx,
  UnitOfWork,
} from '@automna/core';
import {
  ChannelEntity,
  ChannelFit,
  type GatewayClient,
  GatewayError,
  MachineChannels,
} from '@automna/openclaw';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyExec } from '../adapters/fly-exec.js';
import { FlyPacer } from '../adapters/fly-pacing.js';
import { FlyTransport } from '../adapters/fly-transport.js';
import { RealPause } from '../adapters/pause.js';
import { NotYet } from '../domain/failures.js';
import { MachineEntity } from '../persistence/machine.entity.js';
import { MachineObservationEntity } from '../persistence/machine-observation.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { ProvisionStepEntity } from '../persistence/provision-step.entity.js';
import type { ApplyPayload } from '../saga/apply-request.js';
import { ProvisioningSaga } from '../saga/provisioning-saga.js';
import { RunLog } from '../saga/run-log.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { LiveMachines } from '../services/live-machines.service.js';
import { MachineControls } from '../services/machine-controls.service.js';
import { MachineChanges } from '../services/machine-changes.service.js';
import { MachineHolds } from '../services/machine-holds.service.js';
import { MachineLease } from '../services/machine-lease.service.js';
import { MachineProofs, type ProofOutcome } from '../services/machine-proofs.service.js';
import { MachineProvisioner } from '../services/machine-provisioner.service.js';
import { MachineUpdater } from '../services/machine-updater.service.js';
import { ProvisionRuns } from '../services/provision-runs.service.js';
import { type Customer, plansOf, testConfig } from './customer.js';
import { FakeFly } from './fake-fly.js';
import { InstantPause, KillSwitch, MortalUnitOfWork } from './kill-switch.js';

export { type Customer, newCustomer, openProvisioningDatabase, plansOf } from './customer.js';
export { Killed, KillSwitch } from './kill-switch.js';

interface WorldOptions {
  env?: NodeJS.ProcessEnv;
  /** To go on where another process left off. */
  fly?: FakeFly;
  clock?: ManualClock;
  /** Given: Fly and the gateway are reached over the network, in real time. */
  gateway?: GatewayClient;
}

interface WorldParts {
  unitOfWork: UnitOfWork;
  desired: DesiredMachines;
  updater: MachineUpdater;
  lease: MachineLease;
  timeline: Timeline;
  exec: FlyExec;
  transport: FlyTransport;
}

/** One database, many customers; each world is one process on it. */
export class ProvisioningWorld {
  readonly clock: ManualClock;
  readonly fly = new FakeFly();
  readonly kill = new KillSwitch();
  readonly pause: InstantPause;
  readonly timeline: { kind: string; title: string }[] = [];
  readonly published: { name: string; payload: Record<string, unknown> }[] = [];
  gatewayAnswers: 'started' | 'starting' | 'silent' = 'started';
  gatewayHealth: 'ok' | 'refused' | 'unavailable' = 'ok';
  readonly config: AppConfig;
  readonly store: MachineStore;
  readonly provisioner: MachineProvisioner;
  readonly live: LiveMachines;
  readonly controls: MachineControls;
  readonly flyClient: FlyClient;
  readonly proofs: MachineProofs;
  readonly observations: ObservationStore;
  /** For specs of services that are not part of setting up and changing. */
  readonly parts: WorldParts;
  private readonly unitOfWork: UnitOfWork;
  private readonly runs: ProvisionRuns;
  private readonly changes: MachineChanges;
  /** Passes the time a job asks for: at once with the fakes, really against a stand-in. */
  private readonly between: (ms: number) => Promise<void>;

  constructor(
    readonly database: LibsqlDataSource,
    readonly customer: Customer,
    options: WorldOptions = {},
  ) {
    this.clock = options.clock ?? new ManualClock();
    if (options.fly) this.fly = options.fly;
    this.pause = new InstantPause(this.clock);
    this.config = testConfig(options.env);
    // Against a stand-in in real time, the house's clock and pauses are real, too.
    const clock = options.gateway ? new SystemClock() : this.clock;
    const pause = options.gateway ? new RealPause() : this.pause;
    this.between = (ms) => pause.for(ms);
    this.unitOfWork = this.recording(createTestWork(database, { clock }).uow);
    const { unitOfWork } = this;
    const plans = plansOf(customer);
    const keys = {
      keyFor: () =>
        Promise.resolve(customer.key && { secret: customer.key, fingerprint: customer.key.fingerprint() }),
    };
    const box = new SecretBox(this.config.masterKeys());
    const record = (_tx: Tx, entry: { kind: string; title: string }) => {
      this.timeline.push({ kind: entry.kind, title: entry.title });
      return Promise.resolve();
    };
    const timeline = { record } as unknown as Timeline;
    const pacer = new FlyPacer(unitOfWork, clock, pause);
    const mortal: typeof fetch = async (input, init) => {
      this.kill.pass();
      const answer = await this.fly.fetch(input, init);
      this.kill.pass();
      return answer;
    };
    const transport = new FlyTransport(this.config, pacer, pause, options.gateway ? undefined : mortal);
    this.flyClient = new FlyClient(transport, this.config);
    this.store = new MachineStore(
      database.getRepository(MachineEntity),
      database.getRepository(ProvisionStepEntity),
      unitOfWork,
      clock,
    );
    const log = new RunLog(this.store, unitOfWork, timeline, clock);
    const channels = new MachineChannels(database.getRepository(ChannelEntity), box);
    const desired = new DesiredMachines(this.config, box, channels, plans, keys);
    const updater = new MachineUpdater(this.flyClient);
    const holds = new MachineHolds(this.store, this.flyClient, timeline, clock);
    const fit = new ChannelFit(database.getRepository(ChannelEntity), plans, unitOfWork, clock, timeline);
    const lease = new MachineLease(new Leases(database, new LeaseClock()));
    const saga = new ProvisioningSaga(
      ...([this.store, log, this.flyClient, options.gateway ?? this.gateway(), updater, desired] as const),
      ...([this.config, clock, pause] as const),
    );
    this.runs = new ProvisionRuns(this.store, log, saga, lease, unitOfWork);
    this.changes = new MachineChanges(
      ...([this.store, updater, desired, holds, fit, lease, unitOfWork, timeline, clock] as const),
    );
    this.observations = new ObservationStore(database.getRepository(MachineObservationEntity), unitOfWork);
    const exec = new FlyExec(transport);
    this.proofs = new MachineProofs(
      ...([this.store, this.observations, desired, this.flyClient, exec, unitOfWork, clock] as const),
    );
    this.parts = { unitOfWork, desired, updater, lease, timeline, exec, transport };
    this.live = new LiveMachines(this.store, this.flyClient, clock, plans);
    this.controls = new MachineControls(
      ...([this.store, this.live, this.flyClient, unitOfWork, timeline, clock, plans] as const),
    );
    this.provisioner = new MachineProvisioner(
      ...([this.store, log, unitOfWork, box, timeline, this.config, clock] as const),
    );
  }

  async machine(): Promise<MachineEntity> {
    const machine = await this.store.ofUser(this.customer.userId);
    if (!machine) throw new Error('no machine');
    return machine;
  }

  /** Does what the worker does with the jobs of this machine's runs, until nothing is due before `until`. */
  async work(options: { tries?: number } = {}): Promise<void> {
    const { tries = 40 } = options;
    for (let count = 0; count < tries; count += 1) {
      const { id, run, state } = await this.machine();
      if (state !== 'provisioning') return;
      try {
        await this.runs.carryOut(id, run, new AbortController().signal);
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        await this.between(error.delayMs);
      }
    }
  }

  /** Carries out one run exactly as numbered, e.g. a late automatic one. */
  async carryOut(run: number): Promise<void> {
    const { id } = await this.machine();
    await this.runs.carryOut(id, run, new AbortController().signal);
  }

  /** Runs a change job until it is done; answers with how often it had to wait. */
  async applyChange(attempt = 1): Promise<number> {
    const { id } = await this.machine();
    const payload: ApplyPayload = { machineId: id, cause: 'test' };
    const job: Job<ApplyPayload> = {
      id: 'job',
      kind: 'machine.apply',
      payload,
      attempt,
      createdAt: this.clock.now(),
    };
    for (let waits = 0; waits < 40; waits += 1) {
      try {
        await this.changes.carryOut(job, new AbortController().signal);
        return waits;
      } catch (error) {
        if (!(error instanceof RetryLater)) throw error;
        await this.between(error.delayMs);
      }
    }
    throw new Error('the change never ends');
  }

  /** Asks the machine which key it runs with, as the job after a change does. */
  async prove(since = this.clock.now()): Promise<ProofOutcome> {
    const { id } = await this.machine();
    for (let waits = 0; waits < 40; waits += 1) {
      try {
        return await this.proofs.begin(id, since, new AbortController().signal);
      } catch (error) {
        if (!(error instanceof NotYet)) throw error;
        await this.between(error.delayMs);
      }
    }
    throw new Error('the proof never ends');
  }

  /** What the event of a change does, before the run it asks for. */
  async requestAfterChange(): Promise<void> {
    await this.unitOfWork.run((tx) => this.provisioner.apply(tx, this.customer.userId, 'test'));
  }

  private gateway(): GatewayClient {
    const fake: Pick<GatewayClient, 'startup' | 'health'> = {
      startup: () => Promise.resolve(this.gatewayAnswers),
      health: () =>
        this.gatewayHealth === 'ok'
          ? Promise.resolve({ ok: true })
          : Promise.reject(new GatewayError(this.gatewayHealth, 'no')),
    };
    return fake as GatewayClient;
  }

  private recording(inner: UnitOfWork): UnitOfWork {
    const spied = {
      run: <T>(work: (tx: Tx) => Promise<T>) =>
        inner.run((tx) =>
          work({
            ...tx,
            publish: async (event) => {
              this.published.push(event);
              await tx.publish(event);
            },
          }),
        ),
    };
    return new MortalUnitOfWork(spied as UnitOfWork, this.kill);
  }
}
