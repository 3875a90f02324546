import type { PlanName } from '@automna/contracts';

/** Why a customer is not served right now: a payment is long overdue, or there is no subscription (any more). */
export const SUSPENSIONS = ['payment', 'ended'] as const;
export type Suspension = (typeof SUSPENSIONS)[number];

/** What a customer has subscribed to right now. Provided by whoever owns subscriptions. */
export interface PlanOfCustomer {
  /** The plan of the live subscription, paid for or not; null without one. */
  planOf(userId: string): Promise<PlanName | null>;
  /** Null while the customer is served, which includes the days in which a late payment is waited for. */
  suspensionOf(userId: string): Promise<Suspension | null>;
  /**
   * For everything that costs money or work: the plan of a customer who is served.
   * @throws DomainError subscription_required | payment_overdue | unknown_plan, each with what to do about it
   */
  requireService(userId: string): Promise<PlanName>;
}

/** Injection token of {@link PlanOfCustomer}. */
export const PLAN_OF_CUSTOMER = Symbol('PLAN_OF_CUSTOMER');
