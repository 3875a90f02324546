import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Service, type Signal } from '@angular/core';
import type {
  AttentionRowDto,
  DriftReportDto,
  DriftRunDto,
  DriftRunsPageDto,
  RepairDriftDto,
  ReplayEventDto,
  SettleAttentionDto,
  StripeEventDetailDto,
} from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

export const EVENTS_URL = '/api/admin/billing/events';
export const ATTENTION_URL = '/api/admin/billing/attention';
export const DRIFT_URL = '/api/admin/billing/drift';
export const DRIFT_RUNS_URL = `${DRIFT_URL}/runs`;

/** Call the factories of resources in an injection context (a field of a component). */
@Service()
export class BillingClient {
  private readonly http = inject(HttpClient);

  event(id: Signal<string>): HttpResourceRef<StripeEventDetailDto | undefined> {
    return httpResource<StripeEventDetailDto>(() => `${EVENTS_URL}/${encodeURIComponent(id())}`);
  }

  /** Admins only, like everything below that is not a question. */
  replay(id: string, body: ReplayEventDto): Promise<StripeEventDetailDto> {
    const url = `${EVENTS_URL}/${encodeURIComponent(id)}/replay`;
    return firstValueFrom(this.http.post<StripeEventDetailDto>(url, body));
  }

  settle(id: string, body: SettleAttentionDto): Promise<AttentionRowDto> {
    const url = `${ATTENTION_URL}/${encodeURIComponent(id)}/done`;
    return firstValueFrom(this.http.post<AttentionRowDto>(url, body));
  }

  drift(): HttpResourceRef<DriftReportDto | undefined> {
    return httpResource<DriftReportDto>(() => DRIFT_URL);
  }

  /** The newest runs without their findings: enough to say how things stand. */
  newestRuns(): HttpResourceRef<DriftRunsPageDto | undefined> {
    return httpResource<DriftRunsPageDto>(() => ({ url: DRIFT_RUNS_URL, params: { limit: 5 } }));
  }

  compare(): Promise<DriftRunDto> {
    return firstValueFrom(this.http.post<DriftRunDto>(`${DRIFT_URL}/run`, null));
  }

  repair(body: RepairDriftDto): Promise<DriftRunDto> {
    return firstValueFrom(this.http.post<DriftRunDto>(`${DRIFT_URL}/repair`, body));
  }
}
