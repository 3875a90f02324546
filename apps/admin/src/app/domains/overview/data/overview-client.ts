import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Service } from '@angular/core';
import type { OverviewDto } from '@automna/api-client';

/** Call its factories in an injection context (a field of a component). */
@Service()
export class OverviewClient {
  overview(): HttpResourceRef<OverviewDto | undefined> {
    return httpResource<OverviewDto>(() => '/api/admin/overview');
  }
}
