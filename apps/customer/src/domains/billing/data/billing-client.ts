import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  CancelRequestDto,
  CheckoutDto,
  CheckoutStatusDto,
  InvoicesPageDto,
  NextChargeDto,
  PlanChangeDto,
  PlanChangeRequestDto,
  PlanPreviewDto,
  PortalDto,
  SubscriptionDto,
} from '@automna/api-client';
import type { PlanName } from '@automna/contracts';
import { firstValueFrom } from 'rxjs';

const SUBSCRIPTION = '/api/user/subscription';
const INVOICES = '/api/user/invoices';

/** Checkout, the subscription and its changes, invoices, and the way to Stripe's portal. */
@Service()
export class BillingClient {
  private readonly http = inject(HttpClient);

  /** Reads the subscription; call in an injection context. */
  subscription(): HttpResourceRef<SubscriptionDto | undefined> {
    return httpResource<SubscriptionDto>(() => SUBSCRIPTION);
  }

  /** Reads what Stripe will charge next; asks only while `wanted`. Call in an injection context. */
  nextCharge(wanted: () => boolean): HttpResourceRef<NextChargeDto | undefined> {
    return httpResource<NextChargeDto>(() => (wanted() ? `${SUBSCRIPTION}/next-charge` : undefined));
  }

  /** Reads the latest invoices; call in an injection context. */
  invoices(): HttpResourceRef<InvoicesPageDto | undefined> {
    return httpResource<InvoicesPageDto>(() => INVOICES);
  }

  /** The invoices before those of a page, by its `nextCursor`. */
  olderInvoices(cursor: string): Promise<InvoicesPageDto> {
    return firstValueFrom(this.http.get<InvoicesPageDto>(INVOICES, { params: { cursor } }));
  }

  /** Reads what changing to a plan would cost and mean; nothing while there is no plan. Call in an injection context. */
  preview(plan: () => PlanName | undefined): HttpResourceRef<PlanPreviewDto | undefined> {
    return httpResource<PlanPreviewDto>(() => {
      const name = plan();
      return name && { url: `${SUBSCRIPTION}/preview`, method: 'POST', body: { plan: name } };
    });
  }

  changePlan(change: PlanChangeRequestDto): Promise<PlanChangeDto> {
    return firstValueFrom(this.http.post<PlanChangeDto>(`${SUBSCRIPTION}/change`, change));
  }

  cancel(request: CancelRequestDto): Promise<SubscriptionDto> {
    return firstValueFrom(this.http.post<SubscriptionDto>(`${SUBSCRIPTION}/cancel`, request));
  }

  resume(): Promise<SubscriptionDto> {
    return firstValueFrom(this.http.post<SubscriptionDto>(`${SUBSCRIPTION}/resume`, null));
  }

  startCheckout(plan: PlanName): Promise<CheckoutDto> {
    return firstValueFrom(this.http.post<CheckoutDto>('/api/checkout', { plan }));
  }

  checkoutStatus(sessionId: string): Promise<CheckoutStatusDto> {
    return firstValueFrom(this.http.get<CheckoutStatusDto>(`/api/checkout/${encodeURIComponent(sessionId)}`));
  }

  /** Stripe's portal, at its first page or where a card is replaced. */
  openPortal(flow: 'payment_method_update' | null = null): Promise<PortalDto> {
    return firstValueFrom(this.http.post<PortalDto>('/api/billing/portal', { flow }));
  }
}
