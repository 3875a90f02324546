import { AppConfig } from '@automna/core';
import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountError } from '../accounts.errors.js';
import type { SignedIn } from '../services/sessions.service.js';
import type { SessionDto } from './auth.dto.js';
import { toSessionDto } from './to-dto.js';

export const REFRESH_COOKIE = 'automna_refresh';

/** The cookie that holds the refresh token: out of reach of scripts and of other sites, and only sent to `/api/auth`. */
@Injectable()
export class RefreshCookie {
  private readonly options: CookieSerializeOptions;

  constructor(config: AppConfig) {
    const secure = config.publicUrl.startsWith('https:');
    this.options = { path: '/api/auth', httpOnly: true, sameSite: 'strict', secure };
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[REFRESH_COOKIE];
  }

  /** Puts the refresh token into the cookie and everything else into the answer. */
  hand(reply: FastifyReply, signedIn: SignedIn): SessionDto {
    void reply.setCookie(REFRESH_COOKIE, signedIn.refreshToken, {
      ...this.options,
      expires: signedIn.refreshExpiresAt,
    });
    return toSessionDto(signedIn);
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(REFRESH_COOKIE, this.options);
  }

  /** Like {@link hand}, and takes a cookie away that opens nothing any more. */
  async renew(reply: FastifyReply, refreshed: Promise<SignedIn>): Promise<SessionDto> {
    try {
      return this.hand(reply, await refreshed);
    } catch (error) {
      if (error instanceof AccountError) this.clear(reply);
      throw error;
    }
  }
}
