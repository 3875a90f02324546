import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHttp, Secret } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenClawError } from '../openclaw.errors.js';
import { ChannelOwnersService } from '../services/channel-owners.service.js';
import { ChannelPauses } from '../services/channel-pauses.service.js';
import { ChannelSights } from '../services/channel-sights.service.js';
import { ChannelsService } from '../services/channels.service.js';
import { ChannelsController } from './channels.controller.js';

const channel = {
  id: 'chn_1',
  userId: 'usr_test',
  kind: 'telegram',
  status: 'active',
  label: '@my_bot',
  externalId: '7',
  ownerId: '4711471',
  pausedAt: null,
  pausedReason: null,
  token: 'canary',
  createdAt: new Date(0),
};

const sight = { channelId: 'chn_1', state: 'failing', observedAt: new Date(1_000) };
const waiting = { ...channel, status: 'paused', pausedAt: new Date(0), pausedReason: 'customer' };

describe('the channel routes', () => {
  let app: NestFastifyApplication;
  let calls: unknown[][];
  let fail: Error | null;
  const answer =
    (value: unknown) =>
    (...args: unknown[]) => {
      calls.push(args);
      return fail ? Promise.reject(fail) : Promise.resolve(value);
    };

  beforeAll(async () => {
    const limit = { limit: 3, unlimited: false, unit: 'channels' };
    const service = {
      overview: answer({ channels: [channel], limit, used: 1, paused: 0, kinds: [] }),
      add: answer(channel),
      remove: answer(undefined),
    };
    app = await openTestHttp({
      controllers: [ChannelsController],
      providers: [
        { provide: ChannelsService, useValue: service },
        { provide: ChannelSights, useValue: { of: answer(new Map([['chn_1', sight]])) } },
        { provide: ChannelOwnersService, useValue: { set: answer(channel) } },
        { provide: ChannelPauses, useValue: { pause: answer(waiting), resume: answer(channel) } },
      ],
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    calls = [];
    fail = null;
  });

  const authorization = 'Bearer test';
  const post = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/user/channels', payload, headers: { authorization } });

  it.each([
    ['GET', '/api/user/channels'],
    ['POST', '/api/user/channels'],
    ['DELETE', '/api/user/channels/chn_1'],
    ['PUT', '/api/user/channels/chn_1/owner'],
    ['POST', '/api/user/channels/chn_1/pause'],
    ['POST', '/api/user/channels/chn_1/resume'],
  ] as const)('%s %s needs a signed-in person', async (method, url) => {
    expect((await app.inject({ method, url })).statusCode).toBe(401);
    expect(calls).toEqual([]);
  });

  it('answers field by field: no token, no bot id, no user id', async () => {
    const response = await app.inject({
      method: 'GET',
      url: '/api/user/channels',
      headers: { authorization },
    });
    expect(response.json()).toEqual({
      channels: [
        {
          id: 'chn_1',
          kind: 'telegram',
          status: 'active',
          label: '@my_bot',
          ownerId: '4711471',
          pausedReason: null,
          observed: 'failing',
          observedAt: '1970-01-01T00:00:01.000Z',
          createdAt: '1970-01-01T00:00:00.000Z',
        },
      ],
      limit: { limit: 3, unlimited: false, unit: 'channels' },
      used: 1,
      paused: 0,
      kinds: [],
    });
  });

  it('takes a token without the white space of a copy and paste, as a secret', async () => {
    const response = await post({ kind: 'telegram', token: '  123:abc\n' });
    expect(response.statusCode).toBe(201);
    expect(response.body).not.toContain('canary');
    const [[userId, kind, token] = []] = calls;
    expect([userId, kind]).toEqual(['usr_test', 'telegram']);
    expect(token instanceof Secret && token.reveal()).toBe('123:abc');
  });

  it.each([
    [{}],
    [{ kind: 'fax' }],
    [{ kind: 'telegram', token: 5 }],
    [{ kind: 'telegram', token: '' }],
    [{ kind: 'telegram', token: 'x'.repeat(301) }],
    [{ kind: 'web', extra: true }],
  ])('refuses %j', async (payload) => {
    const response = await post(payload);
    expect([response.statusCode, response.json().errorCode]).toEqual([400, 'invalid_request']);
    expect(calls).toEqual([]);
  });

  it('passes failures on as problems', async () => {
    fail = new OpenClawError('channel_limit_reached', 'Full.', { extensions: { limit: 1, plan: 'starter' } });
    const response = await post({ kind: 'web' });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ errorCode: 'channel_limit_reached', limit: 1, plan: 'starter' });
  });

  it.each([
    ['pause', { status: 'paused', pausedReason: 'customer' }],
    ['resume', { status: 'active', pausedReason: null }],
  ])('lets the owner %s a channel', async (what, expected) => {
    const url = `/api/user/channels/chn_1/${what}`;
    const response = await app.inject({ method: 'POST', url, headers: { authorization } });
    expect([response.statusCode, response.json()]).toEqual([200, expect.objectContaining(expected)]);
    expect(response.body).not.toContain('canary');
    expect(calls).toEqual([['usr_test', 'chn_1']]);
  });

  it('takes who the owner is, and no list of people', async () => {
    const put = (payload: object) =>
      app.inject({
        method: 'PUT',
        url: '/api/user/channels/chn_1/owner',
        payload,
        headers: { authorization },
      });
    expect((await put({ ownerId: ' 4711471 ' })).json()).toMatchObject({ ownerId: '4711471' });
    for (const ownerId of [['4711471'], '', 4711471, 'x'.repeat(41), null])
      expect((await put({ ownerId })).statusCode).toBe(400);
    expect(calls).toEqual([['usr_test', 'chn_1', ' 4711471 ']]);
  });

  it('removes by id with an empty answer', async () => {
    const url = '/api/user/channels/chn_1';
    const response = await app.inject({ method: 'DELETE', url, headers: { authorization } });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(calls).toEqual([['usr_test', 'chn_1']]);
  });
});
