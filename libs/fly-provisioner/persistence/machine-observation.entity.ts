import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `waiting`: given, not yet seen to have arrived. `refuted`: the machine runs with another key than it was given. */
export type ProofState = 'none' | 'waiting' | 'proven' | 'refuted';

/** `stuck`: repaired as often as is sensible, and still not what we sent. */
export type ConfigState = 'unknown' | 'right' | 'drifted' | 'stuck';

/** `refuses`: it does not take our token. */
export type GatewaySight = 'answers' | 'silent' | 'refuses';

/** Why Anthropic turned the agent away. */
export const KEY_TROUBLES = ['auth', 'billing'] as const;
export type KeyTrouble = (typeof KEY_TROUBLES)[number];

/** What the agent counted over the last 30 days. */
export interface UsageCount {
  days: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  totalTokens: number;
  /** OpenClaw's own estimate, rounded to cents; null when it knows no price. */
  costCents: number | null;
}

/** What a machine was seen to be, as opposed to what it ought to be. Holds no secret. */
@Entity({ name: 'machine_observations' })
export class MachineObservationEntity {
  @PrimaryColumn({ name: 'machine_id', type: 'text' })
  machineId!: string;

  @Column({ type: 'text' })
  proof!: ProofState;

  @InstantColumn({ name: 'proof_since', nullable: true })
  proofSince!: Date | null;

  /** Fingerprint of the key that was already sent a second time, because the first one did not take. */
  @Column({ name: 'proof_redelivered', type: 'text', nullable: true })
  proofRedelivered!: string | null;

  /** What the machine itself reported; null when it runs without a key. */
  @Column({ name: 'proven_fingerprint', type: 'text', nullable: true })
  provenFingerprint!: string | null;

  @InstantColumn({ name: 'proven_at', nullable: true })
  provenAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  gateway!: GatewaySight | null;

  @InstantColumn({ name: 'looked_at', nullable: true })
  lookedAt!: Date | null;

  @InstantColumn({ name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  /** The start that was looked at last: a sleeper is looked at once per awakening. */
  @InstantColumn({ name: 'booted_at', nullable: true })
  bootedAt!: Date | null;

  @Column({ type: 'text' })
  config!: ConfigState;

  /** Paths in the config that differ; never their values. */
  @JsonColumn({ name: 'drift', nullable: true })
  drift!: string[] | null;

  /** The config that was wanted when `repairs` were counted. */
  @Column({ name: 'drift_hash', type: 'text', nullable: true })
  driftHash!: string | null;

  @Column({ type: 'integer' })
  repairs!: number;

  @InstantColumn({ name: 'repaired_at', nullable: true })
  repairedAt!: Date | null;

  @Column({ name: 'log_file', type: 'text', nullable: true })
  logFile!: string | null;

  @Column({ name: 'log_cursor', type: 'integer', nullable: true })
  logCursor!: number | null;

  @Column({ name: 'key_trouble', type: 'text', nullable: true })
  keyTrouble!: KeyTrouble | null;

  @Column({ name: 'key_trouble_fingerprint', type: 'text', nullable: true })
  keyTroubleFingerprint!: string | null;

  @InstantColumn({ name: 'key_trouble_at', nullable: true })
  keyTroubleAt!: Date | null;

  /** When the keepers of keys were told last; at most once an hour per key. */
  @InstantColumn({ name: 'key_told_at', nullable: true })
  keyToldAt!: Date | null;

  @JsonColumn({ name: 'usage', nullable: true })
  usage!: UsageCount | null;

  @InstantColumn({ name: 'usage_at', nullable: true })
  usageAt!: Date | null;

  /** The last look that found the agent to have thought since the one before. */
  @InstantColumn({ name: 'active_at', nullable: true })
  activeAt!: Date | null;

  /** What the doctor was called for: image and config. Once each. */
  @Column({ name: 'doctor_for', type: 'text', nullable: true })
  doctorFor!: string | null;

  @InstantColumn({ name: 'doctor_at', nullable: true })
  doctorAt!: Date | null;
}

export type ObservationPatch = Partial<Omit<MachineObservationEntity, 'machineId'>>;
