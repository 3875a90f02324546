export { ByokModule } from './byok.module.js';
export { KeyError } from './byok.errors.js';
export { KeyStatusDto } from './http/byok.dto.js';
export { toKeyStatus } from './http/key-status.js';
export { ByokKeys } from './services/byok-keys.service.js';
