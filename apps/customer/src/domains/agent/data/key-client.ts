import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { KeyStatusDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

/** The customer's Anthropic key: what is known of it, saving a new one, removing it. */
@Service()
export class KeyClient {
  private readonly http = inject(HttpClient);

  /** Reads the key's status; call in an injection context. */
  status(): HttpResourceRef<KeyStatusDto | undefined> {
    return httpResource<KeyStatusDto>(() => '/api/user/byok/status');
  }

  save(apiKey: string): Promise<KeyStatusDto> {
    return firstValueFrom(this.http.post<KeyStatusDto>('/api/user/byok', { apiKey }));
  }

  remove(): Promise<unknown> {
    return firstValueFrom(this.http.delete('/api/user/byok'));
  }
}
