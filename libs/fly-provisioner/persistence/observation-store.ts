import { type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { MachineObservationEntity, type ObservationPatch } from './machine-observation.entity.js';

/** Reads and writes what machines were seen to be. */
@Injectable()
export class ObservationStore {
  constructor(
    @InjectRepository(MachineObservationEntity) private readonly rows: Repository<MachineObservationEntity>,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** A machine that was never looked at has an empty one. */
  async of(machineId: string): Promise<MachineObservationEntity> {
    return (await this.rows.findOneBy({ machineId })) ?? unseen(machineId);
  }

  async ofIn(tx: Tx, machineId: string): Promise<MachineObservationEntity> {
    return (await tx.manager.findOneBy(MachineObservationEntity, { machineId })) ?? unseen(machineId);
  }

  async save(machineId: string, patch: ObservationPatch): Promise<void> {
    await this.unitOfWork.run((tx) => this.update(tx, machineId, patch));
  }

  /** A machine that is removed meanwhile keeps no observation. */
  async update(tx: Tx, machineId: string, patch: ObservationPatch): Promise<void> {
    await tx.query(
      `INSERT INTO machine_observations (machine_id) SELECT id FROM machines WHERE id = ?
       ON CONFLICT (machine_id) DO NOTHING`,
      [machineId],
    );
    await tx.manager.update(MachineObservationEntity, { machineId }, patch);
  }
}

function unseen(machineId: string): MachineObservationEntity {
  return {
    machineId,
    proof: 'none',
    proofSince: null,
    proofRedelivered: null,
    provenFingerprint: null,
    provenAt: null,
    gateway: null,
    lookedAt: null,
    answeredAt: null,
    bootedAt: null,
    config: 'unknown',
    drift: null,
    driftHash: null,
    repairs: 0,
    repairedAt: null,
    logFile: null,
    logCursor: null,
    keyTrouble: null,
    keyTroubleFingerprint: null,
    keyTroubleAt: null,
    keyToldAt: null,
    usage: null,
    usageAt: null,
    activeAt: null,
    doctorFor: null,
    doctorAt: null,
  };
}
