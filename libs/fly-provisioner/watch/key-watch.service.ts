import { Clock, UnitOfWork } from '@automna/core';
import { GatewayAdmin, type GatewayAddress, type KeyTroubleReason, type LogTail } from '@automna/openclaw';
import { newestKeyTrouble } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { ObservationStore } from '../persistence/observation-store.js';

/** Whoever keeps keys asks Anthropic each time: once an hour is enough. */
const TELL_EVERY_MS = 3_600_000;

/**
 * Finds out from a gateway's log that Anthropic turns its key away, and tells whoever keeps keys by
 * `machine.key-failed {userId, machineId, fingerprint, reason, at}`, at most once an hour for a key. The fingerprint is
 * the one the machine itself reported, so a new key is not blamed for what happened to the old one.
 */
@Injectable()
export class KeyWatch {
  constructor(
    private readonly observations: ObservationStore,
    private readonly gateway: GatewayAdmin,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @returns the refusal in what was logged since the last look. @throws GatewayError */
  async look(
    machine: MachineEntity,
    address: GatewayAddress,
    bootedAt: Date | null,
    signal: AbortSignal,
  ): Promise<KeyTroubleReason | null> {
    const { proof, provenFingerprint, logFile, logCursor } = await this.observations.of(machine.id);
    // Without knowing which key it has nobody can be told; the lines are still there the next time.
    if (proof !== 'proven') return null;
    const tail = await this.read(address, { logFile, logCursor }, signal);
    const reason = newestKeyTrouble(tail.lines, bootedAt);
    await this.note(machine, tail, reason, provenFingerprint);
    return reason;
  }

  /** A restarted or rotated log begins anew: then the cursor of the old one means nothing. */
  private async read(
    address: GatewayAddress,
    { logFile, logCursor }: { logFile: string | null; logCursor: number | null },
    signal: AbortSignal,
  ): Promise<LogTail> {
    const tail = await this.gateway.logs(address, logCursor, signal);
    const anew = logCursor !== null && (tail.file !== logFile || tail.size < logCursor);
    return anew ? this.gateway.logs(address, null, signal) : tail;
  }

  /** `ranWith`: the key that was proven before the log was read. Another one by now has nothing to do with its lines. */
  private async note(
    machine: MachineEntity,
    tail: LogTail,
    reason: KeyTroubleReason | null,
    ranWith: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      const { provenFingerprint, keyTroubleFingerprint, keyToldAt } = await this.observations.ofIn(
        tx,
        machine.id,
      );
      const place = { logFile: tail.file, logCursor: tail.cursor };
      if (reason === null || provenFingerprint === null || provenFingerprint !== ranWith) {
        await this.observations.update(tx, machine.id, place);
        return;
      }
      const told = keyTroubleFingerprint === provenFingerprint ? keyToldAt : null;
      const tell = told === null || now.getTime() - told.getTime() >= TELL_EVERY_MS;
      await this.observations.update(tx, machine.id, {
        ...place,
        keyTrouble: reason,
        keyTroubleFingerprint: provenFingerprint,
        keyTroubleAt: now,
        keyToldAt: tell ? now : told,
      });
      if (!tell) return;
      const { userId, id: machineId } = machine;
      const payload = { userId, machineId, fingerprint: provenFingerprint, reason, at: now.toISOString() };
      await tx.publish({ name: 'machine.key-failed', payload });
    });
  }
}
