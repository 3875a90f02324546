import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHttp } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MachineError } from '../fly-provisioner.errors.js';
import { type ChannelLoginView, ChannelLogins } from '../watch/channel-logins.service.js';
import { ChannelLoginController } from './channel-login.controller.js';

const QR = 'data:image/png;base64,iVBORw0KGgo=';

describe('the routes for linking a channel', () => {
  let app: NestFastifyApplication;
  let calls: unknown[][];
  let answer: ChannelLoginView | Error;

  beforeAll(async () => {
    const act =
      (name: string) =>
      (...args: unknown[]) => {
        calls.push([name, ...args]);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      };
    const logins = { start: act('start'), status: act('status') };
    app = await openTestHttp({
      controllers: [ChannelLoginController],
      providers: [{ provide: ChannelLogins, useValue: logins }],
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    calls = [];
    answer = { state: 'scan', qr: QR };
  });

  const url = '/api/user/channels/chn_1/login';
  const headers = { authorization: 'Bearer test' };

  it.each(['GET', 'POST'] as const)('%s needs a signed-in person', async (method) => {
    expect((await app.inject({ method, url })).statusCode).toBe(401);
    expect(calls).toEqual([]);
  });

  it.each([
    ['POST', 'start'],
    ['GET', 'status'],
  ] as const)('%s asks for their own channel and shows the code', async (method, name) => {
    const response = await app.inject({ method, url, headers });
    expect([response.statusCode, response.json()]).toEqual([200, { state: 'scan', qr: QR }]);
    expect(calls).toEqual([[name, 'usr_test', 'chn_1']]);
  });

  it('shows no code unless there is one to scan', async () => {
    answer = { state: 'linked' };
    expect((await app.inject({ method: 'GET', url, headers })).json()).toEqual({ state: 'linked', qr: null });
  });

  it('passes failures on as problems', async () => {
    answer = new MachineError('machine_unavailable', 'Later.');
    const response = await app.inject({ method: 'POST', url, headers });
    expect([response.statusCode, response.json().errorCode]).toEqual([503, 'machine_unavailable']);
  });
});
