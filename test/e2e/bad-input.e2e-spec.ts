import { Customer } from './support/customer.js';
import { api, apiUrl } from './support/world.js';

interface Operation {
  operationId: string;
  security?: unknown[];
  requestBody?: unknown;
  parameters?: { name: string; in: string }[];
  'x-automna-access'?: string[];
}
interface Route {
  method: 'get' | 'post' | 'delete' | 'put' | 'patch';
  path: string;
  operation: Operation;
}

/** Addresses that answer a vendor or a stream and have their own specs. */
const OWN_SPECS = new Set(['/api/webhooks/stripe', '/api/user/provision/events']);

async function allRoutes(): Promise<Route[]> {
  const { body } = await api().get('/api/openapi.json').expect(200);
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method as Route['method'],
      path,
      operation,
    })),
  );
}

/** A problem as people get it: never a 5xx, never a stack, always a code. */
function expectProblem(where: string, status: number, contentType: string, text: string): void {
  const seen = `${where} -> ${status} ${text.slice(0, 200)}`;
  if (status < 400 || status >= 500) throw new Error(`expected a 4xx: ${seen}`);
  if (!contentType.startsWith('application/problem+json')) throw new Error(`expected a problem: ${seen}`);
  const problem = JSON.parse(text) as Record<string, unknown>;
  if (typeof problem['errorCode'] !== 'string' || problem['status'] !== status)
    throw new Error(`malformed: ${seen}`);
  if (/\bat .+\.(ts|js):\d+|node_modules/.test(text)) throw new Error(`a stack leaked: ${seen}`);
}

async function send(route: Route, init: { token?: string; body?: string; type?: string; path?: string }) {
  const path = init.path ?? route.path.replace(/\{[^}]+\}/g, 'unknown-id');
  const response = await fetch(`${apiUrl()}${path}`, {
    method: route.method.toUpperCase(),
    redirect: 'manual',
    headers: {
      ...(init.token ? { authorization: `Bearer ${init.token}` } : {}),
      ...(init.body === undefined ? {} : { 'content-type': init.type ?? 'application/json' }),
    },
    body: init.body,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}

describe('every route', () => {
  let routes: Route[];
  let customer: Customer;

  beforeAll(async () => {
    routes = (await allRoutes()).filter((route) => !OWN_SPECS.has(route.path));
    customer = await Customer.register();
  });

  const isPublic = (route: Route) => route.operation['x-automna-access']?.includes('public') ?? false;
  const isStaff = (route: Route) => route.path.startsWith('/api/admin/');
  const hasBody = (route: Route) => route.operation.requestBody !== undefined;

  it('says who may call it', () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.filter((route) => !route.operation['x-automna-access']).map((route) => route.path)).toEqual(
      [],
    );
  });

  it.each([
    ['no token', undefined],
    ['nonsense', 'nonsense'],
    [
      'a token signed by somebody else',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfMSIsInJvbGUiOiJhZG1pbiJ9.c2lnbmF0dXJl',
    ],
    ['an unsigned token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSIsInJvbGUiOiJhZG1pbiJ9.'],
  ])('is closed to %s unless it is public', async (_what, token) => {
    for (const route of routes.filter((one) => !isPublic(one))) {
      const answer = await send(route, { token, body: hasBody(route) ? '{}' : undefined });
      expectProblem(`${route.method} ${route.path}`, answer.status, answer.type, answer.text);
      expect([answer.status, route.path]).toEqual([401, route.path]);
    }
  });

  it('of the console is closed to customers', async () => {
    for (const route of routes.filter(isStaff)) {
      const answer = await send(route, { token: customer.token, body: hasBody(route) ? '{}' : undefined });
      expectProblem(`${route.method} ${route.path}`, answer.status, answer.type, answer.text);
      expect([answer.status, route.path]).toEqual([403, route.path]);
    }
  });

  const BODIES: [string, string, string][] = [
    ['bad JSON', '{"plan":', 'application/json'],
    ['a number instead of an object', '42', 'application/json'],
    ['an array', '[]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['unknown fields', '{"surprise":true,"__proto__":{"role":"admin"},"constructor":1}', 'application/json'],
    [
      'wrong types',
      '{"plan":{"$gt":""},"email":[1],"password":{"a":1},"apiKey":7,"kind":null,"token":{},"name":1,"advanceSeconds":"x"}',
      'application/json',
    ],
    [
      'NUL and lone surrogates',
      '{"email":"a\\u0000@b.c","name":"\\ud800","password":"\\udfff aaaaaaaaaaaaa","plan":"\\u0000","apiKey":"\\ud800","kind":"\\u0000","token":"\\u0000"}',
      'application/json',
    ],
    [
      'right-to-left and emoji',
      '{"email":"\u202e🔑@\u202e.com","plan":"🔑","apiKey":"🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑","kind":"🔑","token":"🔑","name":"","password":""}',
      'application/json',
    ],
    ['deep nesting', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'application/json'],
    ['300 KB', JSON.stringify({ apiKey: 'a'.repeat(300_000) }), 'application/json'],
    ['another media type', '<plan>pro</plan>', 'application/xml'],
    ['a form', 'plan=pro', 'application/x-www-form-urlencoded'],
  ];

  it.each(BODIES)('with a body refuses %s with a problem', async (_what, body, type) => {
    const staff = await Customer.staff('admin');
    const withBody = routes.filter(hasBody);
    expect(withBody.length).toBeGreaterThan(8);
    for (const route of withBody) {
      const token = isStaff(route) ? staff.token : customer.token;
      const answer = await send(route, { token, body, type });
      expectProblem(
        `${route.method} ${route.path} ${body.slice(0, 60)}`,
        answer.status,
        answer.type,
        answer.text,
      );
    }
  });

  it.each(['..%2f..%2fetc', '%00', '%ff%fe', 'a'.repeat(190), "' OR 1=1 --", '%F0%9F%94%91', 'null'])(
    'with an id refuses %p with a problem',
    async (id) => {
      const staff = await Customer.staff('admin');
      for (const route of routes.filter((one) => one.path.includes('{'))) {
        const token = isStaff(route) ? staff.token : customer.token;
        const path = route.path.replace(/\{[^}]+\}/g, id);
        const answer = await send(route, { token, path, body: hasBody(route) ? '{}' : undefined });
        expectProblem(`${route.method} ${path}`, answer.status, answer.type, answer.text);
      }
    },
  );

  it('that does not exist is a 404 problem under /api and a page elsewhere', async () => {
    const missing = await api().get('/api/no/such/route').expect(404);
    expect(missing.body).toMatchObject({ errorCode: 'route_not_found', status: 404 });
    expect((await api().get('/pricing').expect(200)).text).toContain('<!doctype html>');
    await api().get('/missing-file.js').expect(404);
    await api().get('/admin/customers/anything').expect(200);
  });
});

describe('another customer’s things', () => {
  it('do not exist', async () => {
    const [owner, other] = await Promise.all([Customer.register(), Customer.register()]);
    const { sessionId } = await owner.checkout('pro');
    const { body } = await other.call('get', `/api/checkout/${sessionId}`).expect(404);
    expect(body.errorCode).toBe('checkout_not_found');

    await owner.subscribe('pro');
    const { body: channel } = await owner
      .call('post', '/api/user/channels')
      .send({ kind: 'web' })
      .expect(201);
    await other.call('delete', `/api/user/channels/${channel.id}`).expect(404);
    const { body: kept } = await owner.call('get', '/api/user/channels').expect(200);
    expect(kept.channels).toHaveLength(1);
  });
});
