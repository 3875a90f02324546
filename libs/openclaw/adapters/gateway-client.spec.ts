import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@automna/core';
import { GatewayClient } from './gateway-client.js';

let server: Server;
let url: string;
let answer: { status: number; body: string } | 'drop';
let last: { request: IncomingMessage; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      last = { request, body };
      if (answer === 'drop') return request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_apps/one`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const client = new GatewayClient();
const TOKEN = new Secret('agw_a-token-that-must-not-show');

describe('gateway client', () => {
  it.each([
    [{ status: 200, body: '{"ok":true,"status":"started"}' }, 'started'],
    [{ status: 503, body: '{"ok":false,"status":"starting"}' }, 'starting'],
    [{ status: 200, body: '<html>parked</html>' }, 'silent'],
    [{ status: 502, body: '' }, 'silent'],
    ['drop', 'silent'],
  ] as const)('reads %j as %s', async (given, expected) => {
    answer = given;
    expect(await client.startup(url)).toBe(expected);
  });

  it('asks for health with the token', async () => {
    answer = { status: 200, body: '{"id":"1","ok":true,"payload":{"ok":true,"heartbeatSeconds":1800}}' };
    expect(await client.health(url, TOKEN)).toEqual({ ok: true, heartbeatSeconds: 1800 });
    expect(last.request.url).toBe('/_apps/one/api/v1/admin/rpc');
    expect(last.request.headers.authorization).toBe(`Bearer ${TOKEN.reveal()}`);
    expect(JSON.parse(last.body)).toEqual({ method: 'health', params: {} });
  });

  it.each([
    [{ status: 401, body: 'no' }, 'refused'],
    [{ status: 503, body: '{"ok":false}' }, 'unavailable'],
    [{ status: 200, body: 'garbage' }, 'unavailable'],
    ['drop', 'unavailable'],
    [{ status: 400, body: '{"ok":false,"error":{"code":"INVALID_REQUEST"}}' }, 'rejected'],
    [{ status: 200, body: '{"ok":false,"error":{"code":"UNAVAILABLE"}}' }, 'rejected'],
  ] as const)('reads %j as %s, without the token in the message', async (given, failure) => {
    answer = given;
    const error: unknown = await client.status(url, TOKEN).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'GatewayError', failure });
    expect(String(error)).not.toContain('agw_');
    expect(String(error)).not.toContain('127.0.0.1');
  });
});
