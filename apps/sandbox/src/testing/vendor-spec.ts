import { Ajv, type ValidateFunction } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Json = Record<string, unknown>;

/** A vendor's OpenAPI file, used by the specs to check that answers have the vendor's shape. */
export class VendorSpec {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  private readonly validators = new Map<string, ValidateFunction>();

  private constructor(
    private readonly name: string,
    private readonly document: Json,
  ) {
    this.ajv.addSchema(closed(document) as Json, 'vendor');
  }

  /** The spec, or undefined (with a line saying so) where the shared folder is not beside the checkout. */
  static load(name: string): VendorSpec | undefined {
    const path = fileURLToPath(new URL(`../../../../../shared/specs/${name}.json`, import.meta.url));
    if (!existsSync(path)) {
      process.stderr.write(`skipped: no vendor spec "${name}" beside the checkout, shapes are not checked\n`);
      return undefined;
    }
    return new VendorSpec(name, JSON.parse(readFileSync(path, 'utf8')) as Json);
  }

  /** Throws with the mistakes when the value does not have the shape of a named schema. */
  check(schema: string, value: unknown): void {
    this.run(`components/schemas/${escape(schema)}`, value);
  }

  /** Checks the answer to an operation of the spec, e.g. ('get', '/v1/models', 200). */
  checkAnswer(method: string, path: string, status: number, value: unknown): void {
    const responses = dig(this.document, ['paths', path, method.toLowerCase(), 'responses']);
    const code = responses && String(status) in responses ? String(status) : 'default';
    if (!dig(responses, [code])) throw new Error(`${this.name}: ${method} ${path} has no answer ${status}`);
    if (!dig(responses, [code, 'content', 'application/json', 'schema'])) return;
    const pointer = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      code,
      'content',
      'application/json',
      'schema',
    ];
    this.run(pointer.map(escape).join('/'), value);
  }

  private run(pointer: string, value: unknown): void {
    const validate = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `vendor#/${pointer}` });
    this.validators.set(pointer, validate);
    if (validate(value)) return;
    const mistakes = validate.errors?.map(
      (it) => `${it.instancePath || '/'} ${it.message} ${JSON.stringify(it.params)}`,
    );
    throw new Error(
      `${this.name} ${pointer}:\n${mistakes?.join('\n')}\n${JSON.stringify(value)?.slice(0, 2000)}`,
    );
  }
}

function dig(value: unknown, path: string[]): Json | undefined {
  return path.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], value) as Json | undefined;
}

function escape(part: string): string {
  return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'));
}

/** OpenAPI's `nullable` as JSON Schema, and every listed object closed: a misspelt field is a mistake too. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = node as Json;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  const lists = typeof schema['properties'] === 'object' && schema['type'] === 'object';
  if (lists && schema['additionalProperties'] === undefined) schema['additionalProperties'] = false;
  // A vendor's open enum may grow: any text is right.
  if (schema['x-open-enum'] === true) delete schema['enum'];
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
