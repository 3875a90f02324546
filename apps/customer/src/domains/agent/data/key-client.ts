import { HttpClient, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { KeyStatusDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';
import { type Watched, watched } from '../../../ui/watched.js';

const WHILE_UNDER_WAY_MS = 5_000;
const AT_REST_MS = 30_000;
const UNDECIDED: (KeyStatusDto['verdict'] | undefined)[] = ['unverified', 'unexpected', 'rate_limited'];

/** The customer's Anthropic key: what is known of it, saving a new one, removing it. */
@Service()
export class KeyClient {
  private readonly http = inject(HttpClient);

  /** Follows the key's status: it changes by itself, at Anthropic and on the machine. Call in an injection context. */
  status(): Watched<KeyStatusDto> {
    const resource = httpResource<KeyStatusDto>(() => '/api/user/byok/status');
    return watched(resource, (key) => {
      const underWay = key?.delivery === 'pending' || UNDECIDED.includes(key?.verdict);
      return underWay ? WHILE_UNDER_WAY_MS : AT_REST_MS;
    });
  }

  save(apiKey: string): Promise<KeyStatusDto> {
    return firstValueFrom(this.http.post<KeyStatusDto>('/api/user/byok', { apiKey }));
  }

  remove(): Promise<unknown> {
    return firstValueFrom(this.http.delete('/api/user/byok'));
  }
}
