import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { AgentUsageDto, MachineDto, UsageDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

/** The agent's machine and what its services used. */
@Service()
export class MachineClient {
  private readonly http = inject(HttpClient);

  /** Reads the machine's state; call in an injection context. */
  machine(): HttpResourceRef<MachineDto | undefined> {
    return httpResource<MachineDto>(() => '/api/user/machine');
  }

  /** Reads the usage of the current period; call in an injection context. */
  usage(): HttpResourceRef<UsageDto | undefined> {
    return httpResource<UsageDto>(() => '/api/user/usage');
  }

  /** Reads what the agent has used on the customer's own key; call in an injection context. */
  agentUsage(): HttpResourceRef<AgentUsageDto | undefined> {
    return httpResource<AgentUsageDto>(() => '/api/user/machine/usage');
  }

  start(): Promise<MachineDto> {
    return firstValueFrom(this.http.post<MachineDto>('/api/user/machine/start', null));
  }

  restart(): Promise<MachineDto> {
    return firstValueFrom(this.http.post<MachineDto>('/api/user/machine/restart', null));
  }

  /** Until it is started again. */
  stop(): Promise<MachineDto> {
    return firstValueFrom(this.http.post<MachineDto>('/api/user/machine/stop', null));
  }
}
