import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/exports.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { LeaseClock } from '../leases/exports.js';
import { OutboxRegistry } from './outbox-registry.js';
import { OutboxRunner } from './outbox-runner.js';
import { OutboxSignal } from './outbox-signal.js';
import { OutboxStore } from './outbox-store.js';
import { OutboxWorker } from './outbox-worker.js';
import { ProviderSource } from './provider-source.js';

export interface TestWork {
  uow: UnitOfWork;
  worker: OutboxWorker;
  signal: OutboxSignal;
}

/** For specs without a Nest module: a unit of work and a worker with the handlers and subscribers given. */
export function createTestWork(
  dataSource: DataSource,
  options: { clock: Clock; leaseClock?: LeaseClock; handlers?: object[] },
): TestWork {
  const { clock, leaseClock = new LeaseClock(), handlers = [] } = options;
  const registry = new OutboxRegistry(ProviderSource.of(handlers));
  const signal = new OutboxSignal();
  const store = new OutboxStore(dataSource, clock, leaseClock);
  const runner = new OutboxRunner(store, registry, clock);
  const worker = new OutboxWorker(store, registry, runner, signal, { workers: false });
  return { uow: new UnitOfWork(dataSource, clock, registry, signal), worker, signal };
}
