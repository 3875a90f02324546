import type { Tx } from '@automna/core';

/** Kind of the job that looks at an agent right away. */
export const LOOK_JOB = 'machine.look';
/** Kind of the job that repairs a volume an agent cannot start with. */
export const DOCTOR_JOB = 'machine.doctor';

export interface OfMachine {
  machineId: string;
}

/** Somebody has just seen that something is wrong with an agent. */
export async function askForLook(tx: Tx, machineId: string): Promise<void> {
  await tx.enqueue({ kind: LOOK_JOB, payload: { machineId }, maxAttempts: 3 });
}

export async function askForDoctor(tx: Tx, machineId: string): Promise<void> {
  await tx.enqueue({ kind: DOCTOR_JOB, payload: { machineId } });
}
