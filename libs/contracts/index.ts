export * from './error-codes.js';
export * from './gates.js';
export * from './people.js';
export * from './plans.js';
export * from './setup.js';
export * from './usage-period.js';
export * from './verdicts.js';
