import { openTestHttp } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ByokKeys } from '../services/byok-keys.service.js';
import { ByokFixture } from '../testing/open-byok.js';
import { ByokController } from './byok.controller.js';

const KEY = `sk-ant-api03-first-${'a'.repeat(60)}`;

describe('/api/user/byok', () => {
  let room: ByokFixture;
  let app: NestFastifyApplication;

  const call = async (method: 'GET' | 'POST' | 'DELETE', path = '', payload?: object) => {
    const headers = { authorization: 'Bearer test' };
    const url = `/api/user/byok${path}`;
    const response = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: response.statusCode, body: response.body === '' ? null : response.json() };
  };

  beforeAll(async () => {
    room = await ByokFixture.open();
    app = await openTestHttp({
      controllers: [ByokController],
      providers: [{ provide: ByokKeys, useValue: room.keys }],
      principal: { userId: await room.user() },
    });
  });
  afterAll(async () => {
    await app.close();
    await room.close();
  });

  it.each<[string, unknown, number, string]>([
    ['nothing', '', 400, 'invalid_request'],
    ['white space', ' \n\t ', 422, 'key_malformed'],
    ['quotes', `"${KEY}"`, 422, 'key_malformed'],
    ['a key of OpenAI', `sk-proj-${'a'.repeat(60)}`, 422, 'key_malformed'],
    ['a sign-in token', `sk-ant-oat01-${'a'.repeat(60)}`, 422, 'key_wrong_kind'],
    ['an admin key', `sk-ant-admin01-${'a'.repeat(60)}`, 422, 'key_wrong_kind'],
    ['10 KB', `sk-ant-api03-${'a'.repeat(10_000)}`, 422, 'key_malformed'],
    ['more than 10 KB', 'a'.repeat(11_000), 400, 'invalid_request'],
    ['unicode', `${KEY}🔑`, 422, 'key_malformed'],
    ['a NUL', `${KEY}\u0000`, 400, 'invalid_request'],
    ['a number', 3, 400, 'invalid_request'],
    ['a list', [KEY], 400, 'invalid_request'],
    ['null', null, 400, 'invalid_request'],
  ])('answers %s with what to do', async (_what, apiKey, status, errorCode) => {
    const { status: got, body } = await call('POST', '', { apiKey });
    expect([got, body.errorCode]).toEqual([status, errorCode]);
    expect(String(body.detail).length).toBeGreaterThan(10);
    expect(room.probe.asked).toEqual([]);
  });

  it('takes a key with white space and line breaks, and shows its state', async () => {
    const pasted = ` ${KEY.slice(0, 30)}\r\n${KEY.slice(30)}\n`;
    const expected = {
      ...{
        configured: true,
        provider: 'anthropic',
        masked: 'sk-ant-api03-…aaaa',
        verdict: 'valid',
        enabled: true,
      },
      ...{
        delivery: 'pending',
        deliveredAt: null,
        rolledBack: null,
        lastCheckedAt: room.clock.now().toISOString(),
      },
    };
    expect(await call('POST', '', { apiKey: pasted })).toMatchObject({ status: 200, body: expected });
    expect(await call('GET', '/status')).toMatchObject({ status: 200, body: expected });
    expect((await call('DELETE')).status).toBe(204);
    expect((await call('DELETE')).status).toBe(204);
    expect(await call('GET', '/status')).toMatchObject({
      body: { configured: false, delivery: 'none', verdict: null, modelInUse: null },
    });
  });
});
