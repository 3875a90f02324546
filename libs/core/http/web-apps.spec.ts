import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from '../auth/exports.js';
import { openTestHttp } from './test-http.js';

@Controller('plans')
class PlansController {
  @Get()
  @Public('a test')
  plans() {
    return { api: true };
  }
}

describe('serving the web apps', () => {
  let app: NestFastifyApplication;
  let webRoot: string;

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'automna-web-'));
    for (const name of ['customer', 'admin']) {
      const folder = join(webRoot, name, 'browser');
      await mkdir(join(folder, 'media'), { recursive: true });
      await writeFile(join(folder, 'index.html'), `<title>${name}</title>`);
      await writeFile(join(folder, 'main-ABCD1234.js'), `'${name}'`);
      await writeFile(join(folder, 'main-ABCD1234.js.br'), brotliCompressSync(`'${name}'`));
      await writeFile(join(folder, 'favicon.ico'), 'icon');
      await writeFile(join(folder, 'chunk-DhIf_kw-.js'), 'lazy');
      await writeFile(join(folder, 'icons-material.js'), 'no hash');
    }
    await writeFile(join(webRoot, 'secret.txt'), 'outside');
    app = await openTestHttp({ controllers: [PlansController], webRoot });
  });
  afterAll(async () => {
    await app.close();
    await rm(webRoot, { recursive: true });
  });

  const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });

  it.each([
    ['/', 'customer'],
    ['/pricing', 'customer'],
    ['/setup/connect?x=1', 'customer'],
    ['/administrator', 'customer'],
    ['/admin/', 'admin'],
    ['/admin/users/1', 'admin'],
  ])('answers %s with the page of the %s app, to be asked for each time', async (url, name) => {
    const response = await get(url);
    expect([response.statusCode, response.body]).toEqual([200, `<title>${name}</title>`]);
    expect(response.headers['content-type']).toMatch(/^text\/html/);
    expect(response.headers['cache-control']).toBe('no-cache');
  });

  it('sends /admin to /admin/', async () => {
    const response = await get('/admin');
    expect([response.statusCode, response.headers.location]).toEqual([302, '/admin/']);
  });

  it('serves hashed files for ever, precompressed when the browser can', async () => {
    const plain = await get('/main-ABCD1234.js');
    expect([plain.statusCode, plain.body]).toEqual([200, "'customer'"]);
    const packed = await get('/admin/main-ABCD1234.js', { 'accept-encoding': 'br' });
    expect(packed.headers['content-encoding']).toBe('br');
    for (const { headers } of [plain, packed]) {
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-type']).toMatch(/javascript/);
    }
  });

  it('knows the hashes of lazy chunks, which the bundler writes in mixed case', async () => {
    expect((await get('/chunk-DhIf_kw-.js')).headers['cache-control']).toMatch(/immutable/);
  });

  it.each(['/favicon.ico', '/icons-material.js'])('asks again for %s, which has no hash', async (url) => {
    expect((await get(url)).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/nope.js',
    '/admin/nope-ABCD1234.js',
    '/api',
    '/api/nope',
    '/api/nope/deep',
    '/..%2fsecret.txt',
    '/../secret.txt',
  ])('answers 404 as a problem for %s', async (url) => {
    const response = await get(url);
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('leaves the API alone', async () => {
    expect((await get('/api/plans')).json()).toEqual({ api: true });
    const post = await app.inject({ method: 'POST', url: '/api/plans' });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('runs without built apps', async () => {
    const bare = await openTestHttp({ controllers: [PlansController], webRoot: join(webRoot, 'nothing') });
    expect((await bare.inject({ method: 'GET', url: '/' })).statusCode).toBe(404);
    expect((await bare.inject({ method: 'GET', url: '/api/plans' })).statusCode).toBe(200);
    await bare.close();
  });
});
