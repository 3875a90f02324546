import { Writable } from 'node:stream';
import { Secret } from '../secret/exports.js';
import { AppLogger } from './app-logger.js';

describe('the log', () => {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = AppLogger.create({ level: 'debug', destination });
  beforeEach(() => {
    lines.length = 0;
  });

  it('writes one JSON line with a readable time and level', () => {
    logger.log({ message: 'Machine started', machineId: 'mac_1' });
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        pid: process.pid,
        message: 'Machine started',
        machineId: 'mac_1',
      },
    ]);
  });

  it('understands how Nest calls it', () => {
    logger.log('Mapped', 'RouterExplorer');
    logger.error('It broke', 'Error: It broke\n    at somewhere', 'Room');
    logger.error(new Error('bare'));
    expect(lines).toMatchObject([
      { message: 'Mapped', context: 'RouterExplorer' },
      { level: 'error', context: 'Room', stack: expect.stringContaining('at somewhere') },
      { message: 'bare', err: { type: 'Error', stack: expect.any(String) } },
    ]);
  });

  it('takes fields beside a sentence, and adds the bindings of a child', () => {
    logger.child({ room: 'billing' }).warn('Late', { eventId: 'evt_1' });
    expect(lines[0]).toMatchObject({ level: 'warn', message: 'Late', room: 'billing', eventId: 'evt_1' });
  });

  it('says nothing below its level', () => {
    logger.verbose('too much');
    expect(lines).toEqual([]);
  });

  it('hides secrets by type, wherever they sit', () => {
    logger.log({ message: 'x', deep: { list: [new Secret('canary-value')] } });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'apiKey',
    'api_key',
    'x-api-key',
    'token',
    'refreshToken',
  ])('hides what is called %s at any depth', (name) => {
    logger.log({ message: 'x', request: { headers: { [name]: 'canary' } } });
    logger.child({ [name]: 'canary' }).log('y');
    expect(JSON.stringify(lines)).not.toContain('canary');
    expect(lines).toHaveLength(2);
  });

  it.each([
    'sk-ant-api03-AbCdEf123456',
    'sk_live_51Nabcdefgh',
    'whsec_abcdefghijkl',
    're_abcdefgh_ijklmnopqrstu',
    'Bearer abcdefghijklm',
    'amr_abcdefghijklmnopqrstuvwxyz',
    '123456789:AAFabcdefghijklmnopqrstuvwxyz0123456',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3IifQ.c2lnbmF0dXJlLWhlcmU',
  ])('hides what looks like %s in any sentence, also of an error', (secret) => {
    logger.log(`the vendor said ${secret} is wrong`);
    logger.error(new Error(`bad key ${secret}`, { cause: new Error(secret) }));
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(lines[0]?.['message']).toBe('the vendor said [secret] is wrong');
  });

  it('hides a key that is glued to something else', () => {
    logger.log('request req_sk-ant-api03-AbCdEf123456 failed');
    expect(JSON.stringify(lines)).not.toContain('AbCdEf');
  });

  it('reduces errors to what helps: parameters and requests of drivers stay out', () => {
    const error = Object.assign(new Error('failed'), {
      code: 'E1',
      parameters: ['canary'],
      request: { body: 'canary' },
    });
    logger.error({ message: 'x', err: error });
    expect(lines[0]?.['err']).toEqual({
      type: 'Error',
      message: 'failed',
      code: 'E1',
      stack: expect.any(String),
    });
  });

  it('survives a structure that refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => logger.log({ message: 'x', loop })).not.toThrow();
  });
});
