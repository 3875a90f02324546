export * from './app-logger.js';
export * from './logging.module.js';
export { hideShapes } from './redaction.js';
