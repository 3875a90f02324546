import { applyDecorators } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role } from '@automna/contracts';

/** What a route says about who may call it. `roles: null` means every signed-in person. */
export type AccessWord =
  { kind: 'public'; reason: string } | { kind: 'authenticated'; roles: readonly Role[] | null };

/** The guard's metadata. A word on a method wins over the word on its controller. */
export const ACCESS = Reflector.createDecorator<AccessWord>();

/**
 * The route needs a signed-in person, of one of `roles` when given. One word sets the guard, the OpenAPI security and
 * a machine-readable extension (`x-automna-access`).
 */
export const Authenticated = (options: { roles?: readonly Role[] } = {}): MethodDecorator & ClassDecorator =>
  applyDecorators(
    once({ kind: 'authenticated', roles: options.roles ?? null }),
    ApiBearerAuth(),
    ApiExtension('x-automna-access', options.roles ?? ['signed-in']),
  );

/** Anybody may call the route. `reason` says why, for whoever reads the code and for the boot test's list. */
export const Public = (reason: string): MethodDecorator & ClassDecorator =>
  applyDecorators(once({ kind: 'public', reason }), ApiExtension('x-automna-access', ['public']));

/** Two words on one place would silently make the upper one win; that is a mistake worth stopping the start for. */
function once(word: AccessWord): MethodDecorator & ClassDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const place: object = (descriptor?.value as object | undefined) ?? target;
    if (Reflect.hasOwnMetadata(ACCESS.KEY, place)) {
      throw new Error(`Two access words on ${(place as { name?: string }).name ?? 'a route'}: keep one.`);
    }
    Reflect.defineMetadata(ACCESS.KEY, word, place);
  };
}
