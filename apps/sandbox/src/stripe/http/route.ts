import type { z } from 'zod';
import type { World } from '../state/world.js';

/** One API call, its parameters already checked. */
export interface Call<T> {
  world: World;
  /** `:id` of the path; empty where the path has none. */
  id: string;
  input: T;
}

/** One endpoint: a line in the table of contents of its resource file. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  schema: z.ZodType;
  handle(call: Call<unknown>): object;
}

/** Ties the parameter schema of an endpoint to what its handler receives. */
export function route<T extends z.ZodType>(
  method: Route['method'],
  path: string,
  schema: T,
  handle: (call: Call<z.infer<T>>) => object,
): Route {
  return { method, path, schema, handle: (call) => handle(call as Call<z.infer<T>>) };
}
