import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { CheckoutDto, CheckoutStatusDto, PortalDto, SubscriptionDto } from '@automna/api-client';
import type { PlanName } from '@automna/contracts';
import { firstValueFrom } from 'rxjs';

/** Checkout, the subscription, and the way to Stripe's portal. */
@Service()
export class BillingClient {
  private readonly http = inject(HttpClient);

  /** Reads the subscription; call in an injection context. */
  subscription(): HttpResourceRef<SubscriptionDto | undefined> {
    return httpResource<SubscriptionDto>(() => '/api/user/subscription');
  }

  startCheckout(plan: PlanName): Promise<CheckoutDto> {
    return firstValueFrom(this.http.post<CheckoutDto>('/api/checkout', { plan }));
  }

  checkoutStatus(sessionId: string): Promise<CheckoutStatusDto> {
    return firstValueFrom(this.http.get<CheckoutStatusDto>(`/api/checkout/${encodeURIComponent(sessionId)}`));
  }

  openPortal(): Promise<PortalDto> {
    return firstValueFrom(this.http.post<PortalDto>('/api/billing/portal', null));
  }
}
