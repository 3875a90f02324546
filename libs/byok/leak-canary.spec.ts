import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inspect } from 'node:util';
import { readFileSync } from 'node:fs';
import { AppConfig, AppLogger, type ManualClock, openTestHttp, queryRows, testConfig } from '@automna/core';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RunningSandbox } from '../../apps/sandbox/src/index.js';
import { createAnthropicVendor, startSandbox } from '../../apps/sandbox/src/index.js';
import { AnthropicProbe } from './adapters/anthropic-probe.js';
import { ByokController } from './http/byok.controller.js';
import { ByokKeys } from './services/byok-keys.service.js';
import { ByokFixture, masterKey } from './testing/open-byok.js';

Logger.overrideLogger(false);

/** In the middle of every key of this spec; no masked form or fingerprint has it. */
const CANARY = 'cAnArYbird7Zq';
const keyOf = (state: string) => `sk-ant-api03-${state}-${CANARY}-${'0123456789abcdefghij'.repeat(3)}`;
const NOT_A_KEY = [
  ` "${keyOf('quoted')}" `,
  `ANTHROPIC_API_KEY=${keyOf('line')}`,
  `sk-ant-oat01-${CANARY}-${'a'.repeat(60)}`,
  `sk-ant-admin01-${CANARY}-${'a'.repeat(60)}`,
  `sk-proj-${CANARY}-${'a'.repeat(60)}`,
  `${keyOf('unicode')}ключ`,
  `${keyOf('long')}${'a'.repeat(9_000)}`,
  `${keyOf('toolong')}${'a'.repeat(20_000)}`,
];
const STATES = [
  ...['good', 'revoked', 'expired', 'nocredit', 'billing', 'spendlimit', 'ratelimited', 'overloaded', 'down'],
  ...['hang', 'drop', 'forbidden', 'onhold', 'onhold403'],
];

class HastyProbe extends AnthropicProbe {
  protected override get times() {
    return { budgetMs: 1_500, attemptMs: 500, pauseMs: 5 };
  }
}

/** Every way a text is commonly written down. */
function forms(text: string): string[] {
  const bytes = Buffer.from(text);
  // Base64 of a part depends on where it stands; without its ends it is the same.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [text, bytes.toString('hex'), text.split('').reverse().join(''), ...base64];
}

describe('the canary: a key is found nowhere but sealed, and in the calls to Anthropic', () => {
  let sandbox: RunningSandbox;
  let room: ByokFixture;
  let app: NestFastifyApplication;
  let userId: string;
  /** Whatever came out: log lines, responses, errors. */
  const heard: string[] = [];

  const request = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object | string) => {
    const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
    const response = await app.inject({
      ...{ method, url: `/api/user/byok${path}`, headers },
      ...(payload === undefined ? {} : { payload }),
    });
    heard.push(JSON.stringify(response.headers), response.body);
    room.clock.advance({ minutes: 11 });
    return response.statusCode;
  };
  const row = () => room.keys.ofUser(userId);
  const setState = (key: string, state: string | null) =>
    fetch(`${sandbox.urls['anthropic']}/_sandbox/anthropic/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, state }),
    });

  beforeAll(async () => {
    sandbox = await startSandbox([createAnthropicVendor()], { ports: { anthropic: 0 } });
    const config: AppConfig = testConfig({ ANTHROPIC_API_URL: sandbox.urls['anthropic'] });
    const destination = { write: (line: string) => void heard.push(line) };
    const logger = AppLogger.create({ level: 'trace', destination });
    // What the room hands to the log, before the log hides what looks like a secret.
    const unhidden = AppLogger.silent();
    for (const level of ['log', 'warn', 'error', 'debug', 'verbose'] as const) {
      jest.spyOn(unhidden, level).mockImplementation((...line: unknown[]) => {
        heard.push(inspect(line, { depth: 10 }));
      });
    }
    const probe = (clock: ManualClock) => new HastyProbe(config, unhidden, clock);
    room = await ByokFixture.open({ probe, logger: unhidden, masterKeys: [masterKey('k1')] });
    userId = await room.user();
    app = await openTestHttp({
      controllers: [ByokController],
      providers: [{ provide: ByokKeys, useValue: room.keys }],
      principal: { userId },
      logger,
    });
  });
  afterAll(async () => {
    await app.close();
    await room.close();
    await sandbox.close();
  });

  it('goes through every flow, failures included', async () => {
    for (const state of STATES) {
      await request('POST', '/test', { apiKey: keyOf(state) });
      await request('POST', '', { apiKey: keyOf(state) });
    }
    for (const apiKey of NOT_A_KEY) {
      expect([400, 422]).toContain(await request('POST', '', { apiKey }));
      await request('POST', '/test', { apiKey });
    }
    // Bodies that are wrong in other ways, each with the key in it.
    for (const body of [
      `{"apiKey": "${keyOf('good')}"`,
      `{"apiKey": ${keyOf('good')}}`,
      keyOf('good'),
      JSON.stringify([keyOf('good')]),
      JSON.stringify({ apiKey: { value: keyOf('good') } }),
      JSON.stringify({ apiKey: [keyOf('good')] }),
      JSON.stringify({ apiKey: keyOf('good'), extra: keyOf('good') }),
    ]) {
      expect(await request('POST', '', body)).toBeLessThan(500);
    }

    // In the address or as the name of a field it is quoted back to its sender, and must be nowhere else.
    const responses = heard.length;
    await request('GET', `/${keyOf('good')}`);
    await request('POST', '', { [keyOf('good')]: 'x' });
    heard.splice(responses, heard.length, ...heard.slice(responses).filter((line) => isLogLine(line)));
    await request('GET', `/status?apiKey=${keyOf('good')}`);

    // A new key that Anthropic takes back, put back, replaced, re-checked, removed.
    await request('POST', '', { apiKey: keyOf('older') });
    await room.delivery.proven(userId, (await row())?.fingerprint ?? '');
    await request('POST', '', { apiKey: keyOf('newer') });
    await room.delivery.proven(userId, (await row())?.fingerprint ?? '');
    await setState(keyOf('newer'), 'revoked');
    await room.delivery.refused(userId, (await row())?.fingerprint ?? '', 'auth', room.clock.now());
    await room.recheck.checkNext();
    expect((await row())?.rolledBackAt).not.toBeNull();
    await request('GET', '/status');
    room.clock.advance({ days: 2 });
    await setState(keyOf('older'), 'revoked');
    await room.recheck.checkNext();
    expect((await row())?.verdict).toBe('revoked');
    await room.rotation.run();
    await room.shredder.shredPrevious(50);
    await request('DELETE', '');

    // The database fails while a key is being kept, and a sealed key does not open.
    await room.database.query(
      `CREATE TRIGGER broken BEFORE INSERT ON secrets BEGIN SELECT RAISE(ABORT, 'disk is full'); END`,
    );
    expect(await request('POST', '', { apiKey: keyOf('unlucky') })).toBe(500);
    await room.database.query('DROP TRIGGER broken');
    await request('POST', '', { apiKey: keyOf('kept') });
    await queryRows(room.database, `UPDATE secrets SET data_key = 'AAAA'`);
    const failure = await room.keys.usableKey(userId).catch((error: unknown) => error);
    heard.push(inspect(failure, { depth: 10, showHidden: true }));
    room.clock.advance({ days: 2 });
    await room.recheck.checkNext();
    await request('POST', '', { apiKey: keyOf('kept') });
  }, 60_000);

  it('was heard at all', () => {
    expect(heard.length).toBeGreaterThan(100);
    expect(heard.some((line) => line.includes('disk is full'))).toBe(true);
    expect(heard.some((line) => line.includes('could not be checked'))).toBe(true);
  });

  const places: [string, () => Promise<string> | string][] = [
    ['logs at trace level, responses and errors', () => heard.join('\n')],
    ['events', () => JSON.stringify(room.events)],
    ['the timeline', () => JSON.stringify(room.timeline)],
    ['mails', () => JSON.stringify(room.mails)],
    ['the database', () => room.dump()],
    ['the database file', () => readFileSync(databaseFile(room), 'latin1')],
    ['the write-ahead log', () => readFileSync(`${databaseFile(room)}-wal`, 'latin1')],
    ['arguments and environment', () => JSON.stringify([process.argv, process.execArgv, process.env])],
    [
      'the request log of the stand-in',
      async () => {
        const answer = await fetch(`${sandbox.urls['anthropic']}/_sandbox/requests`);
        const text = await answer.text();
        expect([answer.status, text.includes('/v1/models')]).toEqual([200, true]);
        return text;
      },
    ],
  ];

  it.each(places)('not in %s', async (_where, read) => {
    const text = await read();
    expect(text.length).toBeGreaterThan(10);
    expect(forms(CANARY).filter((form) => text.includes(form))).toEqual([]);
  });

  it('would be noticed', async () => {
    const text = `x${Buffer.from(keyOf('good')).toString('base64')}`;
    expect(forms(CANARY).some((form) => text.includes(form))).toBe(true);
    expect((await room.keys.usableKey(userId))?.secret.reveal()).toContain(CANARY);
  });
});

function databaseFile(room: ByokFixture): string {
  return String(room.database.options.database).replace(/^file:/, '');
}

function isLogLine(line: string): boolean {
  return line.startsWith('{"level"');
}
