import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable, Logger } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { FlyExec } from '../adapters/fly-exec.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { NotYet } from '../domain/failures.js';
import { KEY_PROOF_COMMAND, readKeyProof } from '../domain/key-proof.js';
import { isRising } from '../domain/lifecycle.js';
import { META } from '../domain/machine-config.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { askForChange } from '../saga/apply-request.js';
import { reportApplied } from '../saga/run-log.js';
import { type DesiredMachine, DesiredMachines } from './desired-machine.service.js';

const EXEC_SECONDS = 20;
const RISING_RETRY_MS = 5_000;

/** Then it waits for the machine to be seen running. */
const PATIENCE_MS = 10 * 60_000;

/** How long a machine that has just been given a key may still answer with the one before. */
const SETTLING_MS = 60_000;

/** What became of asking: `later` is for a machine that sleeps, it is asked when it runs by itself. */
export type ProofOutcome = 'proven' | 'refuted' | 'superseded' | 'later';

/**
 * Proves that a key has arrived: the machine itself is asked, by a command that answers with a fingerprint. A sleeping
 * machine is not woken for it. `machine.applied` with `ok` is said here and nowhere else.
 */
@Injectable()
export class MachineProofs {
  private readonly logger = new Logger('MachineProofs');

  constructor(
    private readonly store: MachineStore,
    private readonly observations: ObservationStore,
    private readonly desired: DesiredMachines,
    private readonly fly: FlyClient,
    private readonly exec: FlyExec,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** For the job after a change made at `since`. @throws NotYet while the machine is on its way up or settling. */
  async begin(machineId: string, since: Date, signal: AbortSignal): Promise<ProofOutcome> {
    const machine = await this.store.byId(machineId);
    if (!machine?.flyMachineId || machine.state === 'provisioning') return 'superseded';
    await this.observations.save(machine.id, { proof: 'waiting', proofSince: since });
    try {
      return await this.prove(machine, signal);
    } catch (error) {
      const late = this.clock.now().getTime() - since.getTime() > PATIENCE_MS;
      if (error instanceof NotYet && late) return 'later';
      throw error;
    }
  }

  /** Asks again, e.g. because the machine was seen to run at last. */
  async prove(machine: MachineEntity, signal: AbortSignal, seen?: FlyMachine): Promise<ProofOutcome> {
    const { appName, flyMachineId } = machine;
    const live = seen ?? (flyMachineId ? await this.fly.getMachine(appName, flyMachineId, { signal }) : null);
    if (!live || !flyMachineId) return 'superseded';
    if (isRising(live.state)) throw new NotYet(RISING_RETRY_MS, `The machine is ${live.state}`);
    if (live.state !== 'started') return 'later';
    const reported = await this.ask(machine, live, signal);
    const desired = await this.desired.forChange(machine);
    if (!desired) return 'superseded';
    if (reported === desired.keyFingerprint) return this.proven(machine, reported);
    return this.refuted(machine, desired, reported);
  }

  /** @throws FlyError; also when the answer makes no sense or comes from somebody else's machine. */
  private async ask(machine: MachineEntity, live: FlyMachine, signal: AbortSignal): Promise<string | null> {
    const owner = live.config?.metadata?.[META.machine];
    if (owner !== undefined && owner !== machine.id) {
      throw new FlyError('rejected', `Machine ${live.id} of ${machine.appName} belongs to ${owner}`);
    }
    const options = { seconds: EXEC_SECONDS, signal };
    const answer = await this.exec.run(machine.appName, live.id, KEY_PROOF_COMMAND, options);
    const reported = readKeyProof(answer);
    if (reported === undefined) {
      throw new FlyError('unavailable', `The machine could not say which key it has (${answer.exitCode})`);
    }
    return reported;
  }

  private async proven(machine: MachineEntity, fingerprint: string | null): Promise<ProofOutcome> {
    const now = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      const before = await this.observations.ofIn(tx, machine.id);
      await this.observations.update(tx, machine.id, {
        proof: 'proven',
        provenFingerprint: fingerprint,
        provenAt: now,
        proofRedelivered: null,
        ...(before.keyTroubleFingerprint === fingerprint ? {} : { keyTrouble: null, keyTroubleAt: null }),
      });
      await reportApplied(tx, machine, fingerprint, true);
    });
    return 'proven';
  }

  /**
   * It runs with something else. When a newer change is still on its way, that one is proven instead. Otherwise the
   * same key is sent once more, and only then it counts as not arrived.
   */
  private async refuted(
    machine: MachineEntity,
    desired: DesiredMachine,
    reported: string | null,
  ): Promise<ProofOutcome> {
    const { appliedSecretsHash } = (await this.store.byId(machine.id)) ?? machine;
    if (appliedSecretsHash !== desired.secretsHash) return 'superseded';
    const seen = await this.observations.of(machine.id);
    const since = seen.proofSince?.getTime() ?? 0;
    if (this.clock.now().getTime() - since < SETTLING_MS) {
      throw new NotYet(RISING_RETRY_MS, 'The machine still runs with the key before');
    }
    const wanted = desired.keyFingerprint ?? 'none';
    this.logger.warn(`Machine ${machine.id} runs with another key than it was given`);
    await this.unitOfWork.run((tx) =>
      seen.proofRedelivered === wanted
        ? this.giveUp(tx, machine, desired, reported)
        : this.sendAgain(tx, machine, wanted, reported),
    );
    return 'refuted';
  }

  private async sendAgain(
    tx: Tx,
    machine: MachineEntity,
    wanted: string,
    reported: string | null,
  ): Promise<void> {
    await this.store.update(tx, machine.id, { appliedSecretsHash: null });
    await this.observations.update(tx, machine.id, {
      proof: 'waiting',
      proofRedelivered: wanted,
      provenFingerprint: reported,
    });
    await askForChange(tx, machine.id, 'the machine ran with another key');
  }

  private async giveUp(
    tx: Tx,
    machine: MachineEntity,
    { keyFingerprint }: DesiredMachine,
    reported: string | null,
  ): Promise<void> {
    await this.observations.update(tx, machine.id, { proof: 'refuted', provenFingerprint: reported });
    await reportApplied(tx, machine, keyFingerprint, false);
  }
}
