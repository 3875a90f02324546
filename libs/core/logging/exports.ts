export * from './app-logger.js';
export * from './logging.module.js';
