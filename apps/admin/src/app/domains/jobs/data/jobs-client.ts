import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Service } from '@angular/core';
import type { JobsDto } from '@automna/api-client';

/** Call its factories in an injection context (a field of a component). */
@Service()
export class JobsClient {
  jobs(): HttpResourceRef<JobsDto | undefined> {
    return httpResource<JobsDto>(() => '/api/admin/jobs');
  }
}
