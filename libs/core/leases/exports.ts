export * from './heartbeat.js';
export * from './lease-clock.js';
export * from './leases.js';
export * from './leases.module.js';
