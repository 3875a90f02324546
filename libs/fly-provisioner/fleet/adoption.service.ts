import { Users } from '@automna/accounts';
import { Clock, newToken, Secret, SecretBox, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { META } from '../domain/machine-config.js';
import { decisionRefused } from '../fly-provisioner.errors.js';
import { gatewayTokenAad, type MachineEntity, type MachinePatch } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import type { OrphanEntity } from '../persistence/orphan.entity.js';
import { RunLog } from '../saga/run-log.js';
import { newMachineRow } from '../services/new-machine-row.js';

/** Where an orphan goes: to a machine of our book that lacks it, or to a customer who has none. */
export type AdoptionTarget =
  | { part: 'machine' | 'volume'; machine: MachineEntity; patch: MachinePatch }
  | { part: 'app'; userId: string; machineId: string; region: string };

/**
 * Takes an orphan in. A machine or volume goes to the machine of its app that has lost its own; a whole app goes to a
 * customer without a machine, and is then set up from whatever it holds: each step looks before it makes.
 */
@Injectable()
export class Adoption {
  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly users: Users,
    private readonly log: RunLog,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** Asks Fly where it has to; outside a transaction. @throws DomainError machine_busy, customer_not_found */
  async targetOf(orphan: OrphanEntity, userId: string | undefined): Promise<AdoptionTarget> {
    if (orphan.kind === 'ip')
      throw decisionRefused('An address of its own is of no use to anybody: remove it.');
    if (orphan.kind === 'app') return this.customerFor(orphan, userId);
    const machine = await this.store.ofApp(orphan.appName);
    if (!machine) throw decisionRefused(`No machine in our book has the app ${orphan.appName}.`);
    const lost = orphan.kind === 'machine' ? machine.flyMachineId : machine.volumeId;
    if (lost !== null && (await this.isThere(machine, orphan.kind, lost))) {
      throw decisionRefused(
        `The customer's own ${orphan.kind} ${lost} is there: there is nothing to replace.`,
      );
    }
    const patch =
      orphan.kind === 'machine' ? await this.machinePatch(orphan, machine) : this.volumePatch(orphan);
    return { part: orphan.kind, machine, patch };
  }

  /** With its volume, which it cannot do without. */
  private async machinePatch(
    { appName, flyId }: OrphanEntity,
    machine: MachineEntity,
  ): Promise<MachinePatch> {
    const live = await this.fly.getMachine(appName, flyId);
    if (live?.config?.metadata?.[META.machine] !== machine.id) {
      throw decisionRefused('This machine was not made for this customer: its metadata says otherwise.');
    }
    const volumeId = live.config.mounts?.[0]?.volume ?? null;
    return { flyMachineId: flyId, volumeId, region: live.region ?? machine.region };
  }

  private volumePatch({ flyId, region }: OrphanEntity): MachinePatch {
    return { volumeId: flyId, ...(region === null ? {} : { region }) };
  }

  async carryOut(tx: Tx, orphan: OrphanEntity, target: AdoptionTarget): Promise<void> {
    if (target.part === 'app') return this.takeApp(tx, orphan, target);
    await this.store.update(tx, target.machine.id, target.patch);
    const run = target.machine.run + 1;
    if (target.machine.state === 'provisioning') return;
    await this.log.restart(tx, target.machine, run);
    await this.store.resetSteps(tx, target.machine.id, {
      steps: ['volume', 'machine', 'start', 'gateway', 'channels'],
    });
    await this.log.enqueue(tx, target.machine.id, run);
  }

  private async customerFor(orphan: OrphanEntity, userId: string | undefined): Promise<AdoptionTarget> {
    if (!userId) throw decisionRefused('Name the customer the app belongs to.');
    await this.users.get(userId);
    if (await this.store.ofUser(userId)) throw decisionRefused('This customer has a machine already.');
    const [found, second] = await this.fly.listMachines(orphan.appName);
    if (second) throw decisionRefused('The app has several machines: remove all but one first.');
    const machineId = found?.config?.metadata?.[META.machine];
    if (found && machineId === undefined) throw decisionRefused('Its machine was not made by us.');
    if (machineId === undefined) throw decisionRefused('The app has no machine: nothing says whose it was.');
    return { part: 'app', userId, machineId, region: found?.region ?? orphan.region ?? '' };
  }

  private async takeApp(
    tx: Tx,
    orphan: OrphanEntity,
    { userId, machineId: id, region }: Extract<AdoptionTarget, { part: 'app' }>,
  ): Promise<void> {
    if (await this.store.ofUserIn(tx, userId)) throw decisionRefused('This customer has a machine already.');
    const gatewayToken = this.box.seal(new Secret(newToken('agw_')), gatewayTokenAad({ userId, id }));
    const row = newMachineRow(
      { id, userId, appName: orphan.appName, region, gatewayToken },
      this.clock.now(),
    );
    await this.store.insert(tx, row);
    await this.log.enqueue(tx, id, row.run);
  }

  private async isThere(machine: MachineEntity, kind: 'machine' | 'volume', flyId: string): Promise<boolean> {
    if (kind === 'machine') {
      const live = await this.fly.getMachine(machine.appName, flyId);
      return live !== null && !live.state.startsWith('destroy');
    }
    return (await this.fly.listVolumes(machine.appName)).some(
      ({ id, state }) => id === flyId && !state?.includes('destroy'),
    );
  }
}
