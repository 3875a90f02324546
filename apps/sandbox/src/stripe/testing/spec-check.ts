import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Record<string, unknown>;

/** Where the OpenAPI description lies, seen from the repository root. It is not part of the repository. */
export const SPEC_PATH = resolve(process.cwd(), '../shared/specs/stripe.json');

/** Checks answers against Stripe's API description. */
export class SpecCheck {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly operations: { method: string; pattern: RegExp; schema: Json }[] = [];
  private readonly byObject = new Map<string, string>();

  private constructor(spec: Json) {
    const schemas = (spec['components'] as Json)['schemas'] as Record<string, Json>;
    this.ajv.addSchema({ $id: 'stripe', components: { schemas: nullable(schemas) } });
    for (const [path, item] of Object.entries(spec['paths'] as Record<string, Json>)) {
      for (const [method, operation] of Object.entries(item as Record<string, Json>)) {
        const answer = ((operation['responses'] as Json)['200'] as Json)['content'] as Json;
        const schema = (answer['application/json'] as Json)['schema'] as Json;
        const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
        this.operations.push({ method: method.toUpperCase(), pattern, schema: nullable(schema) as Json });
      }
    }
    for (const [name, schema] of Object.entries(schemas)) {
      const type = ((schema['properties'] as Json | undefined)?.['object'] as Json | undefined)?.['enum'];
      const deleted = name.startsWith('Deleted');
      if (Array.isArray(type) && typeof type[0] === 'string' && !deleted) this.byObject.set(type[0], name);
    }
    // More specific paths (`/search`) must win over `{id}`.
    this.operations.sort(
      (a, b) => a.pattern.source.split('[^/]+').length - b.pattern.source.split('[^/]+').length,
    );
  }

  /** Undefined when the description is not at hand. */
  static load(): SpecCheck | undefined {
    return existsSync(SPEC_PATH)
      ? new SpecCheck(JSON.parse(readFileSync(SPEC_PATH, 'utf8')) as Json)
      : undefined;
  }

  /** What is wrong with the answer of a call; empty when nothing is. */
  answer(method: string, path: string, status: number, body: unknown): string[] {
    if (status >= 400) return this.named('Error', body);
    const operation = this.operations.find((it) => it.method === method && it.pattern.test(path));
    if (!operation) return [`no operation ${method} ${path}`];
    // The description keeps the union of all event types as text; the component says what an event is.
    if (path === '/v1/events')
      return (body as { data: unknown[] }).data.flatMap((it) => this.named('Event', it));
    if (path.startsWith('/v1/events/')) return this.named('Event', body);
    return this.run(`${method} ${operation.pattern.source}`, operation.schema, body);
  }

  /** What is wrong with an object, judged by its own `object` field. */
  object(body: { object?: unknown }): string[] {
    const name = this.byObject.get(String(body.object));
    return name ? this.named(name, body) : [`no schema for ${String(body.object)}`];
  }

  private named(name: string, body: unknown): string[] {
    return this.run(name, { $ref: `stripe#/components/schemas/${name}` }, body);
  }

  private run(key: string, schema: Json, body: unknown): string[] {
    const validate = this.compiled.get(key) ?? this.ajv.compile(absolute(schema) as Json);
    this.compiled.set(key, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
    );
  }
}

/** OpenAPI 3.0's `nullable` in words JSON Schema knows. */
function nullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(nullable);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable: mayBeNull, ...rest } = schema as Json;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, nullable(value)]));
  return mayBeNull === true ? { anyOf: [inner, { type: 'null' }] } : inner;
}

function absolute(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(absolute);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace(/^#/, 'stripe#') : absolute(value),
    ]),
  );
}
