import { AppConfig, Clock, type Principal } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ACCESS_TOKEN_AUDIENCE, type AccessClaims } from './access-tokens.js';
import { Sessions } from './sessions.service.js';

/**
 * The passport strategy behind `@Authenticated()`. Signature, issuer, audience and time are checked here; then the
 * session and the person are read from the database on every request, so a revoked session, a changed role and a
 * verified address count at once, for everybody. That is one indexed read, and worth it.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    config: AppConfig,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: config.jwtSecret.reveal(),
      algorithms: ['HS256'],
      issuer: config.publicUrl,
      audience: ACCESS_TOKEN_AUDIENCE,
      // Checked below, against the clock that can be moved.
      ignoreExpiration: true,
    });
  }

  /** The principal, or `null` for a token that is over, incomplete or of a session that has ended. */
  async validate(claims: Partial<AccessClaims>): Promise<Principal | null> {
    const { sub, sid, exp } = claims;
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return null;
    if (exp * 1000 <= this.clock.now().getTime()) return null;
    return this.sessions.principal(sub, sid);
  }
}
