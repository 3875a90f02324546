export { ByokModule } from './byok.module.js';
export { KeyError } from './byok.errors.js';
export { KeyStatusDto } from './http/byok.dto.js';
export { toKeyStatus } from './http/key-status.js';
export { ByokKeys } from './services/byok-keys.service.js';
export {
  MasterKeyRotation,
  type PlaceReport,
  type RotationProgress,
  type RotationReport,
} from './rotation/master-key-rotation.service.js';
export { SealedColumn, type SealedColumnOptions } from './rotation/sealed-column.js';
export type { SealedPlace, SealedValue } from './rotation/sealed-place.js';
