export * from './columns.js';
export * from './database.errors.js';
export * from './database.module.js';
export * from './libsql.data-source.js';
export * from './sql.js';
export * from './testing.js';
export * from './unit-of-work.js';
