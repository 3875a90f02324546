export { ServiceLimitsModule } from './service-limits.module.js';
export { ServiceUsage, type ServiceUnits } from './usage.service.js';
