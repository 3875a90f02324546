import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type AccessWord } from './access.js';

/** One route of a controller, and its access word (`null`: nobody declared one, the guard answers 403). */
export interface RouteAccess {
  method: string;
  path: string;
  handler: string;
  access: AccessWord | null;
}

/** Every controller route of the application, for a boot test that fails on a route without an access word. */
export function walkRoutes(app: INestApplication): RouteAccess[] {
  const scanner = new MetadataScanner();
  const prefix = app.get(ApplicationConfig).getGlobalPrefix();
  const controllers = new Set<Type>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const wrapper of module.controllers.values()) controllers.add(wrapper.metatype as Type);
  }
  return [...controllers].flatMap((controller) =>
    scanner
      .getAllMethodNames(controller.prototype as object)
      .flatMap((name) => routesOf(controller, name, prefix)),
  );
}

function routesOf(controller: Type, name: string, prefix: string): RouteAccess[] {
  const handler = (controller.prototype as Record<string, object>)[name];
  const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
  if (handler === undefined || method === undefined) return [];
  const access = [handler, controller].map(
    (place) => Reflect.getMetadata(ACCESS.KEY, place) as AccessWord | undefined,
  );
  return pathsOf(controller).flatMap((base) =>
    pathsOf(handler).map((path) => ({
      method: RequestMethod[method] ?? String(method),
      path: `/${[prefix, base, path].join('/')}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, ''),
      handler: `${controller.name}.${name}`,
      access: access[0] ?? access[1] ?? null,
    })),
  );
}

function pathsOf(place: object): string[] {
  const path = Reflect.getMetadata(PATH_METADATA, place) as string | string[] | undefined;
  return Array.isArray(path) ? path : [path ?? ''];
}
