import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type {
  AdoptOrphanDto,
  FleetReportDto,
  FleetRunDto,
  OrphanDto,
  OrphansDto,
  ReconcileMachinesDto,
} from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

export const MACHINES_URL = '/api/admin/machines';
export const FLEET_URL = `${MACHINES_URL}/reconcile`;
export const FLEET_RUNS_URL = `${MACHINES_URL}/runs`;
export const ORPHANS_URL = `${MACHINES_URL}/orphans`;

/** What can be decided about an orphan, as the API names it. */
export type OrphanDecision = 'adopt' | 'keep' | 'schedule-deletion';

/** Call the factories of resources in an injection context (a field of a component). */
@Service()
export class MachinesClient {
  private readonly http = inject(HttpClient);

  orphans(): HttpResourceRef<OrphansDto | undefined> {
    return httpResource<OrphansDto>(() => ORPHANS_URL);
  }

  fleet(): HttpResourceRef<FleetReportDto | undefined> {
    return httpResource<FleetReportDto>(() => FLEET_URL);
  }

  /** Admins only, like what follows. */
  reconcile(body: ReconcileMachinesDto): Promise<FleetRunDto> {
    return firstValueFrom(this.http.post<FleetRunDto>(FLEET_URL, body));
  }

  /** `customerId` belongs to the adoption of a whole app only. */
  decide(id: string, decision: OrphanDecision, body: AdoptOrphanDto): Promise<OrphanDto> {
    const url = `${ORPHANS_URL}/${encodeURIComponent(id)}/${decision}`;
    return firstValueFrom(this.http.post<OrphanDto>(url, body));
  }
}
