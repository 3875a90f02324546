import { SERVICES, serviceLimit, usagePeriod } from '@automna/contracts';
import { Subscriptions } from '@automna/billing';
import { Clock, toPlanDto } from '@automna/core';
import { ServiceUsage } from '@automna/service-limits';
import { Injectable } from '@nestjs/common';
import { suspensionOf } from './service-of-customer.js';
import type { EntitlementsDto, UsageDto } from './usage.dto.js';

const NOTHING: EntitlementsDto = {
  plan: null,
  features: {
    phone: false,
    cron: false,
    customSkills: false,
    fileBrowser: false,
    apiAccess: false,
    sleepWhenIdle: false,
  },
};

/** What a customer has used, may use and is entitled to: the plan from billing, the counts from service-limits. */
@Injectable()
export class UsageService {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly usage: ServiceUsage,
    private readonly clock: Clock,
  ) {}

  async of(userId: string): Promise<UsageDto> {
    const subscription = await this.subscriptions.ofUser(userId);
    const plan = subscription.live ? subscription.plan : null;
    const period = usagePeriod(subscription.live ? subscription.startedAt : null, this.clock.now());
    const used = await this.usage.within(userId, period);
    return {
      periodStart: period.start.toISOString(),
      periodEnd: period.end.toISOString(),
      services: SERVICES.map((service) => {
        const limit = plan
          ? serviceLimit(plan.name, service)
          : { ...serviceLimit('starter', service), limit: 0, unlimited: false };
        return { service, used: used[service], limit, included: limit.unlimited || limit.limit !== 0 };
      }),
    };
  }

  async entitlements(userId: string): Promise<EntitlementsDto> {
    const { live, plan, service } = await this.subscriptions.ofUser(userId);
    if (!live || !plan) return NOTHING;
    // The plan is still theirs, what it opens is not until they pay.
    if (suspensionOf({ service })) return { ...NOTHING, plan: plan.name };
    return { plan: plan.name, features: toPlanDto(plan.name).features };
  }
}
