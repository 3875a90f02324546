export {
  type OnEventOptions,
  type OutboxHandlerOptions,
  OnEvent,
  OutboxHandler,
} from './outbox-decorators.js';
export * from './outbox-jobs.js';
export * from './outbox-registry.js';
export * from './outbox-signal.js';
export * from './outbox-types.js';
export * from './outbox-worker.js';
export * from './outbox.module.js';
export * from './provider-source.js';
export * from './testing.js';
