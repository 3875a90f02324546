export * from './app-config.js';
export * from './config.module.js';
export { ConfigError, readEnvironment, type Environment, type Profile } from './environment.js';
