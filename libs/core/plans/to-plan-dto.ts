import {
  PLAN_FEATURES,
  PLANS,
  type PlanName,
  SERVICES,
  channelLimit,
  planHas,
  serviceLimit,
} from '@automna/contracts';
import type { PlanDto, PlanFeaturesDto, PlanLimitsDto } from './plan.dto.js';

/** A plan of the catalogue as it is answered. */
export function toPlanDto(name: PlanName): PlanDto {
  const { title, tagline, priceCents, support, requestsPerMinute } = PLANS[name];
  const services = Object.fromEntries(SERVICES.map((service) => [service, serviceLimit(name, service)]));
  const features = Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, planHas(name, feature)]));
  return {
    name,
    title,
    tagline,
    priceCents,
    support,
    limits: { ...services, channels: channelLimit(name), requestsPerMinute } as PlanLimitsDto,
    features: features as unknown as PlanFeaturesDto,
  };
}
