import { expect } from '@jest/globals';
import type { VendorSpec } from './vendor-spec.js';

/** An answer of the stand-in, its body parsed. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/** Calls the stand-in the way a control plane does and checks every answer against the vendor's spec. */
export function flyClient(base: () => string, spec: VendorSpec | undefined) {
  return async function call<T = Record<string, unknown>>(
    line: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const [method = 'GET', path = '/'] = line.split(' ');
    const answer = await fetch(base() + path, {
      method,
      headers: {
        authorization: 'Bearer fm2_sandbox_token',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    const parsed = isJson ? (JSON.parse(text) as unknown) : text || null;
    if (path.startsWith('/v1/')) {
      expect(answer.headers.get('fly-request-id')).toMatch(/^\w{26}$/);
      if (answer.ok) spec?.checkAnswer(method, templateOf(path), answer.status, parsed);
      else spec?.check('ErrorResponse', parsed);
    }
    return { status: answer.status, headers: answer.headers, body: parsed as T };
  };
}

/** `/v1/apps/a/machines/b` -> the spec's `/v1/apps/{app_name}/machines/{machine_id}`. */
function templateOf(path: string): string {
  return (path.split('?', 1)[0] ?? '')
    .replace(/^\/v1\/apps\/[^/]+/, '/v1/apps/{app_name}')
    .replace(/^\/v1\/orgs\/[^/]+/, '/v1/orgs/{org_slug}')
    .replace(/\/machines\/[^/]+/, '/machines/{machine_id}')
    .replace(/\/volumes\/[^/]+/, '/volumes/{volume_id}')
    .replace(/\/secrets\/[^/]+/, '/secrets/{secret_name}')
    .replace(/\/metadata\/[^/]+/, '/metadata/{key}')
    .replace(/\/ip_assignments\/[^/]+/, '/ip_assignments/{ip}');
}
