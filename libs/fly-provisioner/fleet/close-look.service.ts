import { Clock } from '@automna/core';
import { SECRET_ENV } from '@automna/openclaw';
import { Injectable, Logger } from '@nestjs/common';
import { FleetSettings } from '../adapters/fleet-settings.js';
import { FlyClient } from '../adapters/fly-client.js';
import { about } from '../domain/compare-fleet.js';
import type { FleetFinding, Orphan } from '../domain/findings.js';
import { ipCents } from '../domain/prices.js';
import { WANTED_IPS } from '../domain/wanted-ips.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { FleetRows } from './fleet-rows.js';

/** Apps looked at in one pass. With a pass every 5 minutes a thousand customers are seen in about four hours. */
export const CLOSE_LOOKS = 20;

export interface CloseLookResult {
  findings: FleetFinding[];
  orphans: Orphan[];
  /** Apps whose addresses were read. */
  apps: string[];
  unread: number;
}

/**
 * What Fly lists by app only: addresses and secrets. A fixed number of apps in each pass, in turn, so that the number
 * of requests does not grow with the number of customers. What they ought to have is worked out anew, too.
 */
@Injectable()
export class CloseLook {
  private readonly logger = new Logger('Fleet');

  constructor(
    private readonly rows: FleetRows,
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly desired: DesiredMachines,
    private readonly settings: FleetSettings,
    private readonly clock: Clock,
  ) {}

  async look(onCall: () => void, signal: AbortSignal): Promise<CloseLookResult> {
    const result: CloseLookResult = { findings: [], orphans: [], apps: [], unread: 0 };
    const ids = await this.rows.nextToCheck(CLOSE_LOOKS);
    for (const id of ids) {
      signal.throwIfAborted();
      const machine = await this.store.byId(id);
      if (machine) await this.lookAt(machine, result, onCall, signal);
    }
    await this.rows.checked(ids, this.clock.now());
    return result;
  }

  private async lookAt(
    machine: MachineEntity,
    result: CloseLookResult,
    onCall: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.lookAtIps(machine, result, onCall, signal);
      result.findings.push(...(await this.lookAtSecrets(machine, onCall, signal)));
    } catch (error) {
      // One that cannot be read, whatever is wrong with it, keeps nobody else from being looked at.
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Machine ${machine.id} could not be looked at: ${reason}`);
      result.unread += 1;
    }
  }

  private async lookAtIps(
    machine: MachineEntity,
    result: CloseLookResult,
    onCall: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { appName, region } = machine;
    onCall();
    const ips = await this.fly.listIps(appName, signal);
    result.apps.push(appName);
    const finding = about(machine);
    for (const { type, is } of WANTED_IPS) {
      if (ips.some(is)) continue;
      result.findings.push(
        finding('ip_missing', null, 'redo', `The app ${appName} has no address of type ${type}`),
      );
    }
    const spare = ips.filter((ip) => ip.ip !== undefined && ipCents(this.settings.prices, ip) > 0);
    for (const ip of spare) {
      result.orphans.push({
        kind: 'ip',
        appName,
        flyId: ip.ip ?? '',
        region: ip.region ?? region,
        what: 'IPv4 address of its own that no customer needs',
        centsPerMonth: ipCents(this.settings.prices, ip),
        since: null,
      });
    }
  }

  private async lookAtSecrets(
    machine: MachineEntity,
    onCall: () => void,
    signal: AbortSignal,
  ): Promise<FleetFinding[]> {
    onCall();
    const there = new Set((await this.fly.listSecrets(machine.appName, signal)).map(({ name }) => name));
    const desired = await this.desired.forChange(machine);
    if (!desired) return [];
    const finding = about(machine);
    const names = Object.entries(desired.secrets);
    const missing = [
      ...names.filter(([, value]) => value !== null).map(([name]) => name),
      SECRET_ENV.proxyToken,
    ];
    const lacking = missing.filter((name) => !there.has(name));
    const spare = names.filter(([name, value]) => value === null && there.has(name)).map(([name]) => name);
    const found: FleetFinding[] = [];
    if (lacking.length > 0) {
      const sentence = `The app ${machine.appName} lacks the secrets ${lacking.join(', ')}`;
      found.push(finding('secret_missing', null, 'redo', sentence));
    }
    if (spare.length > 0) {
      const sentence = `The app ${machine.appName} still has the secrets ${spare.join(', ')}`;
      found.push(finding('secrets_behind', null, 'apply', sentence));
    } else if (desired.secretsHash !== machine.appliedSecretsHash) {
      found.push(finding('secrets_behind', null, 'apply', 'The newest key or tokens were never handed over'));
    }
    if (desired.configHash !== machine.desiredConfigHash) {
      const sentence = 'Plan, channels or image have changed and the machine was never told';
      found.push(finding('config_differs', machine.flyMachineId, 'apply', sentence));
    }
    return found;
  }
}
