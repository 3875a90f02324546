import { createHash } from 'node:crypto';
import type { PlanName } from '@automna/contracts';
import { AppConfig, type Secret, SecretBox } from '@automna/core';
import {
  buildOpenClawConfig,
  MachineChannels,
  PLAN_OF_CUSTOMER,
  type PlanOfCustomer,
  SECRET_ENV,
} from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { StepFailure } from '../domain/failures.js';
import { type Hold, holdOf } from '../domain/hold.js';
import { configHash, type MachineBlueprint } from '../domain/machine-config.js';
import { gatewayTokenAad, type MachineEntity } from '../persistence/machine.entity.js';
import { MACHINE_KEY_SOURCE, type MachineKeySource } from '../ports.js';

/** What a machine ought to be, from what its owner has right now. */
export interface DesiredMachine {
  plan: PlanName;
  /** Why it has to stay down; null when it may run. */
  hold: Hold | null;
  /** Fingerprint of the key in `secrets`; null without one. */
  keyFingerprint: string | null;
  blueprint: MachineBlueprint;
  configHash: string;
  /** App secrets by name; null ones are to be absent. The proxy token is not among them: only its hash is kept. */
  secrets: Readonly<Record<string, Secret | null>>;
  /** Names the content of `secrets` without showing any. */
  secretsHash: string;
}

/** Works out the desired machine; reads, decides nothing and calls nobody outside. */
@Injectable()
export class DesiredMachines {
  constructor(
    private readonly config: AppConfig,
    private readonly box: SecretBox,
    private readonly channels: MachineChannels,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
    @Inject(MACHINE_KEY_SOURCE) private readonly keys: MachineKeySource,
  ) {}

  /** @throws StepFailure subscription_required when nobody pays, so that no machine is made, started or kept running. */
  async requireService({ userId }: Pick<MachineEntity, 'userId'>): Promise<PlanName> {
    const [plan, suspension] = await Promise.all([
      this.plans.planOf(userId),
      this.plans.suspensionOf(userId),
    ]);
    if (!plan || suspension) throw new StepFailure('subscription_required');
    return plan;
  }

  /** For setting up: nobody pays for a machine without a plan, or gets one that cannot think. */
  async forSetup(machine: MachineEntity): Promise<DesiredMachine> {
    const desired = await this.build(machine, await this.requireService(machine), null);
    if (desired.keyFingerprint === null) throw new StepFailure('key_required');
    return desired;
  }

  /**
   * For changing a machine that is there: without a live plan the last one counts, so that a removed key still goes.
   * One that was made without our having heard of it has no last one and is held by the smallest.
   */
  async forChange(machine: MachineEntity): Promise<DesiredMachine | null> {
    const suspension = await this.plans.suspensionOf(machine.userId);
    const plan = (await this.plans.planOf(machine.userId)) ?? machine.plan ?? (suspension ? 'starter' : null);
    return plan ? this.build(machine, plan, holdOf(suspension, machine)) : null;
  }

  gatewayToken(machine: MachineEntity): Secret {
    return this.box.open(machine.gatewayToken, gatewayTokenAad(machine));
  }

  /** Where the machine answers. */
  appUrl(machine: Pick<MachineEntity, 'appName'>): string {
    return this.config.fly.appUrlTemplate.replace('{app}', machine.appName);
  }

  private async build(machine: MachineEntity, plan: PlanName, hold: Hold | null): Promise<DesiredMachine> {
    const key = await this.keys.keyFor(machine.userId);
    const channels = await this.channels.of(machine.userId, plan);
    const openclaw = buildOpenClawConfig({
      plan,
      keyMode: 'direct',
      channels: channels.kinds,
      owners: channels.owners,
      addresses: { publicUrl: this.config.publicUrl, appUrl: this.appUrl(machine) },
    });
    const blueprint = { image: this.config.fly.image, plan, openclaw };
    const secrets = {
      [SECRET_ENV.gatewayToken]: this.gatewayToken(machine),
      [SECRET_ENV.anthropicKey]: key?.secret ?? null,
      [SECRET_ENV.telegramToken]: channels.secrets[SECRET_ENV.telegramToken] ?? null,
      [SECRET_ENV.telegramWebhookSecret]: channels.secrets[SECRET_ENV.telegramWebhookSecret] ?? null,
      [SECRET_ENV.discordToken]: channels.secrets[SECRET_ENV.discordToken] ?? null,
    };
    return {
      plan,
      hold,
      keyFingerprint: key?.fingerprint ?? null,
      blueprint,
      configHash: configHash(blueprint),
      secrets,
      secretsHash: hashOf(secrets),
    };
  }
}

function hashOf(secrets: Readonly<Record<string, Secret | null>>): string {
  const fingerprints = Object.entries(secrets).map(
    ([name, value]) => `${name}=${value?.fingerprint() ?? ''}`,
  );
  return createHash('sha256').update(fingerprints.sort().join('\n')).digest('hex').slice(0, 32);
}
