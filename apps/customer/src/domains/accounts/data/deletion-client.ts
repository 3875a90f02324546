import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { AccountDeletionDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

const ACCOUNT = '/api/user/account';

/** The end of an account: whether it was asked for, asking for it, and taking that back. */
@Service()
export class DeletionClient {
  private readonly http = inject(HttpClient);

  /** Reads whether the account is on its way out; asks only while `wanted`. Call in an injection context. */
  deletion(wanted: () => boolean): HttpResourceRef<AccountDeletionDto | undefined> {
    return httpResource<AccountDeletionDto>(() => (wanted() ? `${ACCOUNT}/deletion` : undefined));
  }

  ask(password: string): Promise<AccountDeletionDto> {
    return firstValueFrom(this.http.delete<AccountDeletionDto>(ACCOUNT, { body: { password } }));
  }

  keep(): Promise<AccountDeletionDto> {
    return firstValueFrom(this.http.post<AccountDeletionDto>(`${ACCOUNT}/keep`, null));
  }
}
