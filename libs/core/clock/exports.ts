export * from './clock.js';
export * from './shiftable-clock.js';
