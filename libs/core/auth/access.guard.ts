import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { RequestError } from '../http/request.errors.js';
import { ACCESS } from './access.js';
import type { Principal } from './principal.js';

/**
 * Denies by default: a route that carries neither `@Authenticated()` nor `@Public()` answers 403 to everybody, so
 * forgetting the word closes the route instead of opening it. `accounts` provides the passport strategy `jwt`.
 */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const word = this.reflector.getAllAndOverride(ACCESS, [context.getHandler(), context.getClass()]);
    if (!word) {
      const route = `${context.getClass().name}.${context.getHandler().name}`;
      throw new RequestError('not_allowed', undefined, { cause: new Error(`${route} has no access word`) });
    }
    if (word.kind === 'public') return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<{ user: Principal }>();
    if (word.roles && !word.roles.includes(user.role)) throw new RequestError('not_allowed');
    return true;
  }

  /** Passport's verdict: an error of the strategy is passed on as it is, everything else is one plain 401. */
  override handleRequest<User>(error: unknown, user: User | false | null): User {
    if (error) throw error;
    if (!user) throw new RequestError('not_authenticated');
    return user;
  }
}
