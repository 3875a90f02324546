export { type AccessWord, Authenticated, Public } from './access.js';
export * from './access.guard.js';
export * from './access.module.js';
export * from './principal.js';
export * from './walk-routes.js';
