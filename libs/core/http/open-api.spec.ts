import { Controller, Get, Post } from '@nestjs/common';
import { Authenticated, Public } from '../auth/exports.js';
import { buildOpenApi, setupOpenApi } from './open-api.js';
import { openTestHttp } from './test-http.js';

@Controller('things')
class ThingsController {
  @Get()
  @Public('a test')
  listThings() {
    return { ok: true };
  }

  @Post()
  @Authenticated({ roles: ['admin'] })
  makeThing() {
    return { ok: true };
  }
}

@Controller('others')
class OthersController {
  @Get()
  @Public('a test')
  listThings() {
    return { ok: true };
  }
}

describe('the OpenAPI document', () => {
  it('names operations by method and says who may call them', async () => {
    const app = await openTestHttp({ controllers: [ThingsController] });
    const { get, post } = buildOpenApi(app).paths['/api/things'] ?? {};
    expect(get).toMatchObject({ operationId: 'listThings', 'x-automna-access': ['public'] });
    expect(get?.security).toBeUndefined();
    expect(post).toMatchObject({ 'x-automna-access': ['admin'], security: [{ bearer: [] }] });
    expect(post?.responses['default']).toHaveProperty(['content', 'application/problem+json']);
    await app.close();
  });

  it('refuses two operations of one name, naming both', async () => {
    const app = await openTestHttp({ controllers: [ThingsController, OthersController] });
    expect(() => buildOpenApi(app)).toThrow(
      'Two operations are called "listThings": GET /api/things and GET /api/others. Rename one method.',
    );
    await app.close();
  });

  it('is served with documentation that works under the content security policy', async () => {
    const app = await openTestHttp({ controllers: [ThingsController], beforeInit: setupOpenApi });
    const get = (url: string) => app.inject({ method: 'GET', url });
    expect((await get('/api/openapi.json')).json().info.title).toBe('Automna');
    const page = await get('/api/docs');
    expect(page.statusCode).toBe(200);
    const scripts = [...page.body.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
    expect(scripts).not.toHaveLength(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toMatch(/src="\.\/docs\/[a-z-]+\.js"/);
      expect(inline?.trim()).toBe('');
    }
    for (const file of ['swagger-ui-bundle.js', 'swagger-ui-init.js', 'swagger-ui.css']) {
      expect((await get(`/api/docs/${file}`)).statusCode).toBe(200);
    }
    expect((await get('/api/docs/swagger-ui-init.js')).body).toContain('"validatorUrl": null');
    await app.close();
  });
});
