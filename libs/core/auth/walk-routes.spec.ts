import { Controller, Get, Post } from '@nestjs/common';
import { openTestHttp } from '../http/test-http.js';
import { Authenticated, Public } from './access.js';
import { walkRoutes } from './walk-routes.js';

@Controller('open')
@Public('the whole controller')
class OpenController {
  @Get()
  list() {
    return { ok: true };
  }

  @Post(':id/close')
  @Authenticated({ roles: ['admin'] })
  close() {
    return { ok: true };
  }

  helper() {
    return { ok: true };
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get('deep')
  deep() {
    return { ok: true };
  }
}

describe('walking the routes', () => {
  it('lists each with its access word, methods before controllers, and none for a forgotten one', async () => {
    const app = await openTestHttp({ controllers: [OpenController, ForgottenController] });
    expect(walkRoutes(app)).toEqual([
      {
        method: 'GET',
        path: '/api/open',
        handler: 'OpenController.list',
        access: { kind: 'public', reason: 'the whole controller' },
      },
      {
        method: 'POST',
        path: '/api/open/:id/close',
        handler: 'OpenController.close',
        access: { kind: 'authenticated', roles: ['admin'] },
      },
      { method: 'GET', path: '/api/forgotten/deep', handler: 'ForgottenController.deep', access: null },
    ]);
    await app.close();
  });

  it('refuses two words on one place', () => {
    expect(() => {
      class Both {
        @Public('one')
        @Authenticated()
        route() {
          return { ok: true };
        }
      }
      return Both;
    }).toThrow(/Two access words/);
  });
});
