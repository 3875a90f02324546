import { Timeline } from '@automna/accounts';
import { AppConfig, Clock, newId, newToken, Secret, SecretBox, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { type ProvisionView, toProvisionView } from '../domain/provision-view.js';
import { gatewayTokenAad, type MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { askForChange } from '../saga/apply-request.js';
import { RunLog } from '../saga/run-log.js';
import { newMachineRow } from './new-machine-row.js';

/** Setting up and changing machines: what other rooms ask for. The work itself is done by jobs. */
@Injectable()
export class MachineProvisioner {
  constructor(
    private readonly store: MachineStore,
    private readonly log: RunLog,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: SecretBox,
    private readonly timeline: Timeline,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** Asks for a machine and answers with how it stands. Asking again is harmless; after a failure it is another try. */
  async request(userId: string): Promise<ProvisionView> {
    await this.unitOfWork.run((tx) => this.requestIn(tx, userId));
    return this.status(userId);
  }

  /** The same as part of the caller's transaction. */
  async requestIn(tx: Tx, userId: string): Promise<void> {
    const machine = await this.store.ofUserIn(tx, userId);
    if (!machine) return this.create(tx, userId);
    if (machine.state === 'failed') await this.tryAgain(tx, machine);
  }

  async status(userId: string): Promise<ProvisionView> {
    const machine = await this.store.ofUser(userId);
    return toProvisionView(machine, machine ? await this.store.steps(machine.id) : []);
  }

  /**
   * Key, plan or channels have changed: the machine gets what its owner has by the time the job runs. Without a
   * machine there is nothing to do; one that waited for a key or a subscription, or was held, is tried again.
   */
  async apply(tx: Tx, userId: string, cause: string): Promise<void> {
    const machine = await this.store.ofUserIn(tx, userId);
    if (!machine) return;
    if (machine.state === 'failed') {
      const waited = machine.errorCode === 'key_required' || machine.errorCode === 'subscription_required';
      if (waited || machine.suspended !== null) await this.tryAgain(tx, machine);
      return;
    }
    await askForChange(tx, machine.id, cause);
  }

  /** Nobody pays any more: the machine is stopped and held, whatever became of setting it up. */
  async suspend(tx: Tx, userId: string, cause: string): Promise<void> {
    const machine = await this.store.ofUserIn(tx, userId);
    if (machine) await askForChange(tx, machine.id, cause);
  }

  private async create(tx: Tx, userId: string): Promise<void> {
    const id = newId('mch');
    const { appPrefix, region } = this.config.fly;
    const appName = `${appPrefix}${id.slice('mch_'.length)}`;
    const gatewayToken = this.box.seal(new Secret(newToken('agw_')), gatewayTokenAad({ userId, id }));
    const machine = newMachineRow({ id, userId, appName, region, gatewayToken }, this.clock.now());
    await this.store.insert(tx, machine);
    await this.log.enqueue(tx, id, machine.run);
    await this.timeline.record(tx, {
      userId,
      kind: 'machine.requested',
      title: 'Setting up the agent began',
      data: { machineId: id, region: machine.region },
    });
    await tx.publish({ name: 'machine.changed', payload: { userId, machineId: id, state: machine.state } });
  }

  /** The number of the run moves on, so an automatic try that is still waiting for its time finds nothing to do. */
  private async tryAgain(tx: Tx, machine: MachineEntity): Promise<void> {
    const run = machine.run + 1;
    await this.log.restart(tx, machine, run);
    await this.log.enqueue(tx, machine.id, run);
  }
}
