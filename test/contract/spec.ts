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

const escape = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** One vendor's specification, able to judge requests and answers. */
export class VendorSpec {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  private readonly paths: Record<string, Record<string, Operation>>;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(readonly file: string) {
    const document = JSON.parse(readFileSync(join(SPECS, file), 'utf8')) as Json;
    this.paths = document['paths'] as Record<string, Record<string, Operation>>;
    addFormats.default(this.ajv);
    this.ajv.addSchema(toJsonSchema(document) as object, 'spec');
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

  /** What is wrong with a JSON request body. */
  judgeBody({ operation, pointer }: Matched, body: unknown): string[] {
    if (!operation.requestBody?.content['application/json']) return [];
    return this.judge(`${pointer}/requestBody/content/application~1json/schema`, body);
  }

  private judge(pointer: string, value: unknown): string[] {
    let validate = this.compiled.get(pointer);
    if (!validate) {
      validate = this.ajv.compile({ $ref: pointer });
      this.compiled.set(pointer, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, 5)
      .map((error) => `${error.instancePath || '(body)'} ${error.message ?? ''}`);
  }
}
