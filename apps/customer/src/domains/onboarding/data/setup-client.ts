import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { ProvisionDto, SetupDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

/** Where the customer is in the wizard, and the setting up of the machine. */
@Service()
export class SetupClient {
  private readonly http = inject(HttpClient);

  /** Always asked afresh: the step follows from facts that other tabs, Stripe or a machine may change. */
  setup(): Promise<SetupDto> {
    return firstValueFrom(this.http.get<SetupDto>('/api/user/setup'));
  }

  skipChannel(): Promise<SetupDto> {
    return firstValueFrom(this.http.post<SetupDto>('/api/user/setup/skip-channel', null));
  }

  /** Starts setting the machine up, or tries again after a failure. Safe to call twice. */
  provision(): Promise<ProvisionDto> {
    return firstValueFrom(this.http.post<ProvisionDto>('/api/user/provision', null));
  }

  provisionStatus(): Promise<ProvisionDto> {
    return firstValueFrom(this.http.get<ProvisionDto>('/api/user/provision/status'));
  }
}
