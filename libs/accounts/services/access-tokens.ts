import { AppConfig, Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ACCESS_TOKEN_SECONDS } from '../domain/session-rules.js';

export const ACCESS_TOKEN_AUDIENCE = 'automna-api';

/** What an access token says: whose it is and which session it belongs to. Everything else is looked up. */
export interface AccessClaims {
  sub: string;
  sid: string;
  iat: number;
  exp: number;
}

/** Makes access tokens (JWT, HS256, 15 minutes). Times come from the injected clock, so the sandbox can move them. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  issue(userId: string, sessionId: string): { accessToken: string; expiresIn: number } {
    const iat = Math.floor(this.clock.now().getTime() / 1000);
    const claims: AccessClaims = { sub: userId, sid: sessionId, iat, exp: iat + ACCESS_TOKEN_SECONDS };
    const accessToken = this.jwt.sign(claims, {
      secret: this.config.jwtSecret.reveal(),
      algorithm: 'HS256',
      issuer: this.config.publicUrl,
      audience: ACCESS_TOKEN_AUDIENCE,
    });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}
