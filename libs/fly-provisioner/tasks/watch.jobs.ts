import { Clock, type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { ObservationStore } from '../persistence/observation-store.js';
import { AgentLook } from '../watch/agent-look.service.js';
import { Doctor } from '../watch/doctor.service.js';
import { DOCTOR_JOB, LOOK_JOB, type OfMachine } from '../watch/look-request.js';

/** Several signs of the same trouble are one look. */
const JUST_NOW_MS = 20_000;

/** Looks at one agent right away. */
@Injectable()
@OutboxHandler({ kind: LOOK_JOB })
export class LookJob implements JobHandler<OfMachine> {
  constructor(
    private readonly agents: AgentLook,
    private readonly observations: ObservationStore,
    private readonly clock: Clock,
  ) {}

  async handle({ payload }: Job<OfMachine>, signal: AbortSignal): Promise<void> {
    const { lookedAt } = await this.observations.of(payload.machineId);
    if (lookedAt && this.clock.now().getTime() - lookedAt.getTime() < JUST_NOW_MS) return;
    await this.agents.look(payload.machineId, signal);
  }
}

/** Repairs a volume an agent cannot start with. */
@Injectable()
@OutboxHandler({ kind: DOCTOR_JOB })
export class DoctorJob implements JobHandler<OfMachine> {
  constructor(private readonly doctor: Doctor) {}

  handle({ payload, createdAt }: Job<OfMachine>, signal: AbortSignal): Promise<void> {
    return this.doctor.treat(payload.machineId, createdAt, signal);
  }
}
