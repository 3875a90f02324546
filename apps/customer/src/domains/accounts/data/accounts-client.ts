import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { UserDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

/** Account calls that need no session of their own. */
@Service()
export class AccountsClient {
  private readonly http = inject(HttpClient);

  forgotPassword(email: string): Promise<unknown> {
    return firstValueFrom(this.http.post('/api/auth/forgot-password', { email }));
  }

  resetPassword(token: string, password: string): Promise<unknown> {
    return firstValueFrom(this.http.post('/api/auth/reset-password', { token, password }));
  }

  verifyEmail(token: string): Promise<UserDto> {
    return firstValueFrom(this.http.post<UserDto>('/api/auth/verify-email', { token }));
  }

  resendVerification(): Promise<unknown> {
    return firstValueFrom(this.http.post('/api/auth/resend-verification', null));
  }
}
