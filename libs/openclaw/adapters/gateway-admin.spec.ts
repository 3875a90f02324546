import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@automna/core';
import { GatewayAdmin } from './gateway-admin.js';
import { type GatewayAddress, gatewayRpc } from './gateway-rpc.js';

let server: Server;
let address: GatewayAddress;
let respond: (body: string) => { status: number; body: string | Iterable<string> };
let asked: { method: string; params: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      asked.push(JSON.parse(text) as (typeof asked)[number]);
      const { status, body } = respond(text);
      response.writeHead(status, { 'content-type': 'application/json' });
      for (const part of body) if (!response.write(part) && response.destroyed) break;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  address = { appUrl: `http://127.0.0.1:${port}`, token: new Secret('agw_a-token-that-must-not-show') };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const admin = new GatewayAdmin();
const answers = (payload: unknown): void => {
  asked = [];
  respond = () => ({ status: 200, body: [JSON.stringify({ id: '1', ok: true, payload })] });
};

describe('the gateway seen from the inside', () => {
  it('asks in OpenClaw’s words', async () => {
    answers({ parsed: { cron: { enabled: false } }, channels: {}, cursor: 4, lines: ['a'], totals: {} });
    expect(await admin.config(address)).toEqual({ cron: { enabled: false } });
    await admin.channels(address);
    await admin.logs(address, null);
    await admin.logs(address, 4);
    await admin.cost(address, 30);
    await admin.startLogin(address);
    await admin.loginState(address);
    expect(asked).toEqual([
      { method: 'config.get', params: {} },
      { method: 'channels.status', params: {} },
      { method: 'logs.tail', params: { limit: 1000, maxBytes: 500_000 } },
      { method: 'logs.tail', params: { limit: 1000, maxBytes: 500_000, cursor: 4 } },
      { method: 'usage.cost', params: { days: 30 } },
      { method: 'web.login.start', params: { channel: 'whatsapp', timeoutMs: 20_000 } },
      {
        method: 'web.login.wait',
        params: { channel: 'whatsapp', timeoutMs: 1_000, currentQrDataUrl: 'data:image/png;base64,' },
      },
    ]);
  });

  it.each([
    ['an empty answer', () => admin.config(address)],
    ['an empty answer', () => admin.logs(address, null)],
    ['an empty answer', () => admin.cost(address, 30)],
  ])('does not take %s for one', async (_what, ask) => {
    answers({});
    await expect(ask()).rejects.toMatchObject({ name: 'GatewayError', failure: 'unavailable' });
  });

  it.each([
    ['null', 'unavailable'],
    ['[]', 'unavailable'],
    ['"ok"', 'unavailable'],
    ['<html>', 'unavailable'],
    ['{"ok":false,"error":{"code":"INVALID_REQUEST"}}', 'rejected'],
  ])('takes %s for what it is', async (body, failure) => {
    respond = () => ({ status: 200, body: [body] });
    const error: unknown = await admin.config(address).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'GatewayError', failure });
    expect(String(error)).not.toContain('agw_');
  });

  it('stops listening to a machine that talks without end', async () => {
    function* endless(): Generator<string> {
      yield '{"ok":true,"payload":"';
      for (let part = 0; part < 80; part += 1) yield 'x'.repeat(65_536);
      yield '"}';
    }
    respond = () => ({ status: 200, body: endless() });
    await expect(admin.config(address)).rejects.toMatchObject({ failure: 'unavailable' });
  });

  // Only the signal ends these: an answer that has begun, and one that leads to wherever the machine likes.
  it.each([
    ['begins to answer and never ends', 200, {}],
    ['sends us elsewhere', 307, { location: 'http://127.0.0.1:9/' }],
  ])('does not wait for a machine that %s', async (_what, status, headers) => {
    const endless = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).write('{"ok":');
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const { port } = endless.address() as AddressInfo;
    const gateway = { ...address, appUrl: `http://127.0.0.1:${port}` };
    await expect(gatewayRpc(gateway, 'config.get', {}, { timeoutMs: 100 })).rejects.toMatchObject({
      name: 'GatewayError',
      failure: 'unavailable',
    });
    endless.closeAllConnections();
    endless.close();
  });
});
