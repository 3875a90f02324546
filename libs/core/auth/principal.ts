import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@automna/contracts';

/** The signed-in person of a request, as established by the `jwt` strategy. */
export interface Principal {
  userId: string;
  role: Role;
  sessionId: string;
  emailVerified: boolean;
}

/** Hands the {@link Principal} to a controller method. Only meaningful on `@Authenticated()` routes. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<{ user?: Principal }>();
  if (!user) throw new Error('@CurrentUser() on a route without @Authenticated()');
  return user;
});
