import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { ROOT } from '../support/processes.js';

/** The vendors' OpenAPI files. They are not part of this repository: checks that need them say so and skip. */
export const SPECS = join(ROOT, '../shared/specs');
export const haveSpecs = existsSync(SPECS);

type Json = Record<string, unknown>;
interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

export interface Matched {
  template: string;
  operation: Operation;
  pointer: string;
}

/** OpenAPI 3.0 says "or null" in a word of its own; JSON Schema in another. */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = node as Json;
  const copy: Json = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]),
  );
  if (nullable !== true) return copy;
  return { anyOf: [copy, { type: 'null' }] };
}

/** Where a file says "string" of an object it describes elsewhere: the place, and the name of the description. */
const UNEXPANDED: Readonly<Record<string, string>> = {
  AccountApplicationAuthorizedEvent: 'Event',
};

/** Puts the description where the file only says that it left one out. */
function expand(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(expand);
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-not-expanded': left, ...rest } = node as Json;
  const known = Array.isArray(left) ? UNEXPANDED[String(left[0])] : undefined;
  if (known !== undefined) return { $ref: `#/components/schemas/${known}` };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, expand(value)]));
}

const FORM = 'application/x-www-form-urlencoded';

const escape = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** One vendor's specification, able to judge requests and answers. */
export class VendorSpec {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  /** A form carries everything as text: "true" is as good as true there. */
  private readonly formAjv = new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false });
  private readonly paths: Record<string, Record<string, Operation>>;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(readonly file: string) {
    const document = expand(JSON.parse(readFileSync(join(SPECS, file), 'utf8'))) as Json;
    this.paths = document['paths'] as Record<string, Record<string, Operation>>;
    addFormats.default(this.ajv);
    for (const ajv of [this.ajv, this.formAjv]) ajv.addSchema(toJsonSchema(document) as object, 'spec');
  }

  /** The operation a request is for; literal paths win over templates. */
  match(method: string, path: string): Matched | null {
    const found = Object.keys(this.paths)
      .filter((template) => this.paths[template]?.[method.toLowerCase()])
      .filter((template) => new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path))
      .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
    const operation = found && this.paths[found]?.[method.toLowerCase()];
    if (!found || !operation) return null;
    return { template: found, operation, pointer: `spec#/paths/${escape(found)}/${method.toLowerCase()}` };
  }

  /** What is wrong with an answer; empty when nothing is, null when the spec does not describe this status. */
  judgeAnswer({ operation, pointer }: Matched, status: number, body: unknown): string[] | null {
    const key = [String(status), `${String(status)[0]}XX`, 'default'].find(
      (name) => operation.responses[name],
    );
    const content = key === undefined ? undefined : operation.responses[key]?.content;
    if (key === undefined) return null;
    if (!content?.['application/json']) return [];
    return this.judge(`${pointer}/responses/${key}/content/application~1json/schema`, body);
  }

  /** What is wrong with a request body, JSON or form; null when the specification describes neither. */
  judgeBody({ operation, pointer }: Matched, body: unknown): string[] | null {
    const content = operation.requestBody?.content;
    if (content?.['application/json'])
      return this.judge(`${pointer}/requestBody/content/application~1json/schema`, body);
    if (!content?.[FORM]) return null;
    const copy: unknown = structuredClone(body);
    return this.judge(`${pointer}/requestBody/content/${escape(FORM)}/schema`, copy, this.formAjv);
  }

  private judge(pointer: string, value: unknown, ajv = this.ajv): string[] {
    let validate = this.compiled.get(pointer);
    if (!validate) {
      validate = ajv.compile({ $ref: pointer });
      this.compiled.set(pointer, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, 5)
      .map((error) => `${error.instancePath || '(body)'} ${error.message ?? ''}`);
  }
}
