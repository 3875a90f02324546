import type { PlanName } from '@automna/contracts';
import { InstantColumn, JsonColumn, type Sealed } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FailureCode } from '../domain/failures.js';
import type { Hold } from '../domain/hold.js';
import type { LifecycleState } from '../domain/lifecycle.js';
import type { StepId } from '../domain/steps.js';

/** A customer's machine: what we decided, what exists at Fly, and how far setting it up has come. */
@Entity({ name: 'machines' })
export class MachineEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ name: 'app_name', type: 'text' })
  appName!: string;

  @Column({ type: 'text' })
  state!: LifecycleState;

  /** The step being worked on, or where it stopped. */
  @Column({ type: 'text', nullable: true })
  step!: StepId | null;

  @Column({ type: 'text' })
  region!: string;

  /** Regions that had no room in this run. */
  @JsonColumn({ name: 'full_regions' })
  fullRegions!: string[];

  @Column({ name: 'volume_id', type: 'text', nullable: true })
  volumeId!: string | null;

  /** An empty volume left behind in a full region, to be removed before the next one is made. */
  @Column({ name: 'discard_volume_id', type: 'text', nullable: true })
  discardVolumeId!: string | null;

  @Column({ name: 'fly_machine_id', type: 'text', nullable: true })
  flyMachineId!: string | null;

  /** Fly's version of the machine's config. */
  @Column({ name: 'machine_version', type: 'text', nullable: true })
  machineVersion!: string | null;

  /** Fly's version of the app's secrets after our last write. */
  @Column({ name: 'secrets_version', type: 'integer' })
  secretsVersion!: number;

  @Column({ name: 'applied_secrets_hash', type: 'text', nullable: true })
  appliedSecretsHash!: string | null;

  @Column({ name: 'desired_config_hash', type: 'text', nullable: true })
  desiredConfigHash!: string | null;

  @Column({ name: 'applied_config_hash', type: 'text', nullable: true })
  appliedConfigHash!: string | null;

  /** The plan the machine was last configured for. */
  @Column({ type: 'text', nullable: true })
  plan!: PlanName | null;

  /** Why it is not to run: the intent, written before Fly is asked, and kept until it runs again. */
  @Column({ type: 'text', nullable: true })
  suspended!: Hold | null;

  /** When it was seen to have stopped for that reason; null while it is on its way down or up again. */
  @InstantColumn({ name: 'suspended_at', nullable: true })
  suspendedAt!: Date | null;

  /** Since when its owner wants it stopped; null when it may run for them. */
  @InstantColumn({ name: 'stopped_by_owner_at', nullable: true })
  stoppedByOwnerAt!: Date | null;

  @JsonColumn({ name: 'gateway_token' })
  gatewayToken!: Sealed;

  /** Hash of the machine's token for our API; null until it has been handed over once. */
  @Column({ name: 'proxy_token_hash', type: 'text', nullable: true })
  proxyTokenHash!: string | null;

  /** Counts requested and automatic runs; a job of an older run does nothing. */
  @Column({ type: 'integer' })
  run!: number;

  /** Troubles at Fly within this run. */
  @Column({ type: 'integer' })
  attempts!: number;

  /** Failed runs since the machine was last ready. */
  @Column({ type: 'integer' })
  failures!: number;

  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode!: FailureCode | null;

  /** For staff: what Fly or the gateway said. */
  @Column({ name: 'error_text', type: 'text', nullable: true })
  errorText!: string | null;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}

export type MachinePatch = Partial<Omit<MachineEntity, 'id' | 'userId' | 'createdAt' | 'updatedAt'>>;

/** There is one, or there was: then its volume holds a memory, and is neither left for another region nor discarded. */
export function hadMachine(machine: Pick<MachineEntity, 'flyMachineId' | 'appliedConfigHash'>): boolean {
  return machine.flyMachineId !== null || machine.appliedConfigHash !== null;
}

/** The owner's side of the seal around a machine's gateway token. */
export function gatewayTokenAad(machine: { userId: string; id: string }): string {
  return `${machine.userId}:${machine.id}:gateway_token`;
}
