export { ScheduledTask, type ScheduledTaskOptions, type TaskRunner } from './scheduled-task.js';
export * from './scheduler.js';
export * from './scheduler.module.js';
export * from './task-store.js';
