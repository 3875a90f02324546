import type { PlanName } from '@automna/contracts';

/** Which plan a customer has right now; null without a live subscription. Provided by whoever owns subscriptions. */
export interface PlanOfCustomer {
  planOf(userId: string): Promise<PlanName | null>;
}

/** Injection token of {@link PlanOfCustomer}. */
export const PLAN_OF_CUSTOMER = Symbol('PLAN_OF_CUSTOMER');
