export * from './accounts.errors.js';
export * from './accounts.module.js';
export { UserDto } from './http/auth.dto.js';
export { toUserDto } from './http/to-dto.js';
export * from './ports.js';
export { AuditLog, type AuditRecord, type AuditView } from './services/audit-log.service.js';
export { StaffAccounts } from './services/staff-accounts.service.js';
export { Timeline, type TimelineEntry, type TimelineView } from './services/timeline.service.js';
export { type UserPage, Users, type UserView } from './services/users.service.js';
