import { Body, Controller, Get, Param, Post, Query, type RawBodyRequest, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Writable } from 'node:stream';
import { Authenticated, CurrentUser, type Principal, Public } from '../auth/exports.js';
import { AppLogger } from '../logging/app-logger.js';
import { Secret } from '../secret/exports.js';
import { RequestError } from './request.errors.js';
import { openTestHttp } from './test-http.js';

class AddressDto {
  @IsString()
  city!: string;
}

class PersonDto {
  @IsString()
  @MaxLength(20)
  name!: string;
  @IsInt()
  age!: number;
  @ValidateNested()
  @Type(() => AddressDto)
  address?: AddressDto;
}

class QueryDto {
  @IsString()
  q!: string;
}

@Controller('things')
class ThingsController {
  @Get('open')
  @Public('a test')
  open() {
    return { ok: true };
  }

  @Get('mine')
  @Authenticated()
  mine(@CurrentUser() principal: Principal) {
    return principal;
  }

  @Get('staff')
  @Authenticated({ roles: ['support', 'admin'] })
  staff() {
    return { ok: true };
  }

  @Get('forgotten')
  forgotten() {
    return { ok: true };
  }

  @Post('people')
  @Public('a test')
  people(@Body() body: PersonDto) {
    return body;
  }

  @Get('search')
  @Public('a test')
  search(@Query() query: QueryDto) {
    return query;
  }

  @Get('by/:id')
  @Public('a test')
  byId(@Param('id') id: string) {
    return { id };
  }

  @Get('broken/:how')
  @Public('a test')
  broken(@Param('how') how: string) {
    if (how === 'busy')
      throw Object.assign(new Error('busy'), {
        driverError: Object.assign(new Error('x'), { code: 'SQLITE_BUSY' }),
      });
    if (how === 'problem')
      throw new RequestError('not_allowed', 'Because.', {
        extensions: { link: '/there', status: 200 },
        headers: { 'X-Why': 'so' },
      });
    if (how === 'vendor') throw Object.assign(new Error('from a vendor'), { status: 401, statusCode: 401 });
    throw new Error('the password is hunter2 in sk-ant-api03-abcdefghijk');
  }

  @Post('webhook')
  @Public('a test')
  webhook(@Req() request: RawBodyRequest<FastifyRequest>) {
    return { raw: request.rawBody?.toString(), parsed: request.body };
  }

  @Post('bare')
  @Public('a test')
  bare() {
    return { ok: true };
  }
}

describe('HTTP around the controllers', () => {
  let app: NestFastifyApplication;
  let lines: Record<string, unknown>[];

  beforeAll(async () => {
    lines = [];
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    const logger = AppLogger.create({ level: 'info', destination });
    app = await openTestHttp({ controllers: [ThingsController], logger });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    lines.length = 0;
  });

  const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });
  const post = (body: unknown, headers = {}, url = '/api/things/people') =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload: body as string,
    });

  describe('access', () => {
    it('lets anybody call a public route', async () => {
      expect((await get('/api/things/open')).statusCode).toBe(200);
    });

    it('answers 401 as a problem without a sign-in', async () => {
      const response = await get('/api/things/mine');
      expect(response.statusCode).toBe(401);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.json()).toEqual({
        type: 'urn:automna:problem:not_authenticated',
        title: 'Please sign in.',
        status: 401,
        instance: '/api/things/mine',
        errorCode: 'not_authenticated',
        requestId: response.headers['x-request-id'],
      });
    });

    it('hands the signed-in person to the controller', async () => {
      const response = await get('/api/things/mine', { authorization: 'Bearer test' });
      expect(response.json()).toMatchObject({ userId: 'usr_test', role: 'customer' });
    });

    it('keeps customers out of staff routes', async () => {
      const response = await get('/api/things/staff', { authorization: 'Bearer test' });
      expect([response.statusCode, response.json().errorCode]).toEqual([403, 'not_allowed']);
    });

    it('denies a route that nobody put an access word on', async () => {
      const response = await get('/api/things/forgotten', { authorization: 'Bearer test' });
      expect(response.statusCode).toBe(403);
    });
  });

  describe('bodies', () => {
    const good = { name: 'Ada', age: 36 };
    const fieldsOf = (response: { json: () => { errors?: { field: string }[] } }) =>
      response.json().errors?.map(({ field }) => field);

    it('passes a good one', async () => {
      const response = await post(good);
      expect([response.statusCode, response.json()]).toEqual([201, good]);
    });

    it('refuses unknown fields by name', async () => {
      const response = await post({ ...good, admin: true });
      expect([response.statusCode, response.json().errorCode]).toEqual([400, 'invalid_request']);
      expect(response.json().errors).toEqual([
        { field: 'admin', message: 'admin is not a field of this request.' },
      ]);
    });

    it('names every wrong field, nested ones by path', async () => {
      const response = await post({ name: 7, age: '36', address: { city: 1, zip: 'x' } });
      expect(fieldsOf(response)?.sort()).toEqual(['address.city', 'address.zip', 'age', 'name']);
    });

    it.each([
      ['an array', '[]'],
      ['a string', '"x"'],
      ['null', 'null'],
      ['nothing', ''],
      ['a number', '1'],
    ])('refuses %s where an object is wanted', async (_what, body) => {
      expect((await post(body)).statusCode).toBe(400);
    });

    it.each([
      ['broken JSON', '{"name":'],
      ['a forbidden prototype key', '{"name":"a","age":1,"__proto__":{"admin":true}}'],
      ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ])('answers malformed_body for %s', async (_what, body) => {
      const response = await post(body);
      expect([response.statusCode, response.json().errorCode]).toEqual([400, 'malformed_body']);
    });

    it.each([
      ['NUL', '{"name":"a\\u0000b","age":1}', ['name']],
      ['a lone surrogate', '{"name":"\\ud800","age":1}', ['name']],
      ['NUL in a key', '{"na\\u0000me":"a","age":1}', ['body']],
      ['NUL deep inside', '{"name":"a","age":1,"address":{"city":"\\u0000"}}', ['address.city']],
    ])('refuses %s with 400', async (_what, body, fields) => {
      const response = await post(body);
      expect([response.statusCode, fieldsOf(response)]).toEqual([400, fields]);
    });

    it('takes emoji and other astral characters', async () => {
      expect((await post({ name: '🦀 Åsa', age: 1 })).json().name).toBe('🦀 Åsa');
    });

    it('refuses absurd nesting', async () => {
      const response = await post(`${'['.repeat(5000)}${']'.repeat(5000)}`);
      expect([response.statusCode, response.json().errorCode]).toEqual([400, 'invalid_request']);
    });

    it('refuses more than 256 KB', async () => {
      const response = await post(JSON.stringify({ name: 'x'.repeat(256 * 1024), age: 1 }));
      expect([response.statusCode, response.json().errorCode]).toEqual([413, 'body_too_large']);
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'multipart/form-data; boundary=x',
    ])('refuses %s', async (type) => {
      const response = await post('name=a', { 'content-type': type });
      expect([response.statusCode, response.json().errorCode]).toEqual([415, 'unsupported_media_type']);
    });

    it('keeps the exact bytes beside the parsed body, for signatures', async () => {
      const body = '{ "a" :  1.0 }';
      const response = await post(body, {}, '/api/things/webhook');
      expect(response.json()).toEqual({ raw: body, parsed: { a: 1 } });
    });

    it('accepts an empty JSON body where none is needed', async () => {
      expect((await post('', {}, '/api/things/bare')).statusCode).toBe(201);
    });
  });

  describe('addresses', () => {
    it('answers 404 with the path and without the query', async () => {
      const response = await get('/api/nope?token=abc');
      expect([response.statusCode, response.json().errorCode]).toEqual([404, 'route_not_found']);
      expect(response.body).not.toContain('abc');
      expect(response.json().instance).toBe('/api/nope');
    });

    it('answers 405 with Allow for a known path and another method', async () => {
      const response = await app.inject({ method: 'DELETE', url: '/api/things/by/7' });
      expect([response.statusCode, response.headers['allow']]).toEqual([405, 'GET, HEAD']);
    });

    it.each([
      '/api/things/by/%00',
      '/api/things/search?q=%00',
      '/api/things/by/%E0%A4%A',
      '/api/things/search?q=a&evil=1',
    ])('answers 400 for %s', async (url) => {
      const response = await get(url);
      expect([response.statusCode, response.json().errorCode]).toEqual([400, 'invalid_request']);
    });

    it('answers 404 as a problem for a parameter of absurd length', async () => {
      const response = await get(`/api/things/by/${'x'.repeat(300)}`);
      expect([response.statusCode, response.json().errorCode]).toEqual([404, 'route_not_found']);
    });
  });

  describe('failures', () => {
    it('says nothing about an unexpected one, and logs it once with the request id', async () => {
      const response = await get('/api/things/broken/totally');
      expect([response.statusCode, response.json().errorCode]).toEqual([500, 'internal_error']);
      expect(response.body).not.toMatch(/hunter2|stack|spec\.ts/);
      const errors = lines.filter(({ level }) => level === 'error');
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        requestId: response.json().requestId,
        route: '/api/things/broken/:how',
      });
      expect(JSON.stringify(errors)).toContain('hunter2 in [secret]');
    });

    it('answers 503 with Retry-After when the database is busy', async () => {
      const response = await get('/api/things/broken/busy');
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
    });

    it('does not take the status of a vendor error for its own', async () => {
      expect((await get('/api/things/broken/vendor')).statusCode).toBe(500);
    });

    it('adds extensions and headers, but an extension cannot rewrite the problem', async () => {
      const response = await get('/api/things/broken/problem');
      expect(response.json()).toMatchObject({ link: '/there', status: 403, detail: 'Because.' });
      expect(response.headers['x-why']).toBe('so');
    });
  });

  it('logs one line per request with the pattern, not the address', async () => {
    await get('/api/things/by/secret-id?token=abc', { authorization: 'Bearer test' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      message: 'request',
      method: 'GET',
      route: '/api/things/by/:id',
      status: 200,
    });
    expect(JSON.stringify(lines)).not.toMatch(/secret-id|abc/);
  });

  it('never prints a Secret', () => {
    expect(JSON.stringify({ key: new Secret('canary') })).not.toContain('canary');
  });

  it('sends the security headers with failures too', async () => {
    const { headers } = await get('/api/nope');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('does not say back a secret that was pasted into an address', async () => {
    const key = 'sk-ant-api03-pasted-into-the-address-0123456789';
    const { statusCode, body } = await app.inject({ method: 'GET', url: `/api/${key}` });
    expect(statusCode).toBe(404);
    expect(body).not.toContain(key);
    expect(JSON.parse(body)).toMatchObject({ errorCode: 'route_not_found', instance: '/api/[secret]' });
  });
});
