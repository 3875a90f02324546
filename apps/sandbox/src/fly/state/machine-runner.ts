import type { Machine } from './types.js';

/** Runs what is on the machines. Without one, this process plays their gateways itself. */
export interface MachineRunner {
  /** Has everything at hand that a boot needs; may take minutes the first time. */
  prepare(): Promise<void>;
  /** Refuses with the vendor's capacity error when no further machine can run. */
  mustHaveRoom(machine?: Machine): void;
  /** Starts the process of a machine whose `process` is filled in. `ended` hears of an end that nobody asked for. */
  boot(machine: Machine, ended: (exitCode: number) => void): void;
  /** Ends the machine's process and waits until it is gone. At once with `kill`. Nothing running is fine. */
  end(machine: Machine, kill?: boolean): Promise<void>;
  /** Ends everything and forgets every volume. */
  reset(): void;
  /** Ends everything and waits for it. */
  close(): Promise<void>;
}
