export * from './hrana-server.js';
