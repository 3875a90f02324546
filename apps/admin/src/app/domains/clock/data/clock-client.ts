import { HttpClient } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import type { ClockDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

@Service()
export class ClockClient {
  private readonly http = inject(HttpClient);

  /** Sandbox profile and admins only; the API refuses everyone else with `clock_not_movable`. */
  advance(advanceSeconds: number): Promise<ClockDto> {
    return firstValueFrom(this.http.post<ClockDto>('/api/admin/clock', { advanceSeconds }));
  }
}
