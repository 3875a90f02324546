export * from './plan.dto.js';
export * from './to-plan-dto.js';
