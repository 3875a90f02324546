import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createClient } from '@libsql/client';
import { dumpsIn, findLeaks, MISPLACED, type Remains } from './canary.ts';
import { KeySearch } from './key-search.ts';
import type { Overheard } from './tap.ts';

const SECRET = 'Zq7RfW2mNc8Lp4TvXa9Ke3Yd6Hs1Bg5Ju0Oi';
const KEY = `sk-ant-api03-${SECRET}`;

const said = (over: Partial<Overheard>): Overheard => ({
  ...{ at: 'api', method: 'GET', path: '/api/plans', requestHeaders: {}, requestBody: '' },
  ...{ status: 200, responseHeaders: {}, responseBody: '' },
  ...over,
});
/** The three calls a key belongs to. */
const BELONGING = [
  said({ method: 'POST', path: '/api/user/byok', requestBody: JSON.stringify({ apiKey: KEY }) }),
  said({ at: 'fly', method: 'POST', path: '/v1/apps/a/secrets', requestBody: `{"values":{"K":"${KEY}"}}` }),
  said({ at: 'anthropic', path: '/v1/models', requestHeaders: { 'x-api-key': KEY } }),
];

describe('the canary', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'canary-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const search = async (exchanges: Overheard[], over: Partial<Remains> = {}) => {
    const [overheard, logs] = [join(folder, 'overheard.jsonl'), join(folder, 'logs')];
    writeFileSync(overheard, [...BELONGING, ...exchanges].map((one) => JSON.stringify(one)).join('\n'));
    const none = { databaseUrl: null, files: [], commandLines: [], vendorRecords: [], vendorRequests: [] };
    const { leaks } = await findLeaks({ overheard, logs, ...none, ...over });
    return leaks.map(({ where }) => where);
  };

  it('is silent about the three calls, and about vendors who quote what they refuse', async () => {
    const quoting = [
      said({ at: 'anthropic', status: 401, responseBody: `bad key ${KEY}` }),
      { ...BELONGING[1], status: 422, responseBody: `{"error":"${KEY}"}` } as Overheard,
    ];
    expect(await search(quoting)).toEqual([]);
  });

  it.each<[string, Partial<Overheard>]>([
    ['a path', { path: `/api/keys/${KEY}` }],
    ['an answer', { responseBody: `{"detail":"${KEY}"}` }],
    ['an answer to the call that saves it', { ...BELONGING[0], responseBody: `{"apiKey":"${KEY}"}` }],
    ['an error that quotes it', { ...BELONGING[0], status: 422, responseBody: KEY }],
    ['an event of a stream', { responseBody: `event: key\ndata: {"key":"${KEY}"}\n\n` }],
    ['a header of an answer', { responseHeaders: { 'x-debug': KEY } }],
    ['a header of a request', { requestHeaders: { authorization: `Bearer ${KEY}` } }],
    ['an environment at Fly', { at: 'fly', method: 'POST', path: '/v1/apps/a/machines', requestBody: KEY }],
    [
      'a command at Fly',
      { at: 'fly', path: '/v1/apps/a/machines/1/exec', responseBody: `{"stdout":"${KEY}"}` },
    ],
    ['a message to Anthropic', { at: 'anthropic', method: 'POST', requestBody: `{"system":"${KEY}"}` }],
    ['a good answer of Anthropic', { at: 'anthropic', responseBody: KEY }],
    ['a mail', { at: 'mail', method: 'POST', path: '/emails', requestBody: JSON.stringify({ html: KEY }) }],
    [
      'an answer in gzip',
      {
        responseHeaders: { 'content-encoding': 'gzip' },
        responseBody: gzipSync(`a ${KEY}`).toString('latin1'),
      },
    ],
    [
      'an answer in brotli',
      {
        responseHeaders: { 'content-encoding': 'br' },
        responseBody: brotliCompressSync(`a ${KEY}`).toString('latin1'),
      },
    ],
  ])('finds a key in %s', async (_what, over) => {
    expect(await search([said(over)])).toHaveLength(1);
  });

  it('lets a test put a key where none belongs, and nobody pass it on', async () => {
    const request = { requestHeaders: { [MISPLACED]: 'on purpose' }, requestBody: `{"name":"${KEY}"}` };
    expect(await search([said(request)])).toEqual([]);
    expect(await search([said({ ...request, responseBody: KEY })])).toHaveLength(1);
  });

  it('finds it in logs, command lines, crash reports, journals and what the stand-ins remember', async () => {
    const logs = join(folder, 'logs');
    writeFileSync(logs, `{"a":1}\n{"message":"saved ${KEY}"}\n`);
    writeFileSync(join(folder, 'report.20260101.json'), KEY);
    writeFileSync(
      join(folder, 'automna.db-wal'),
      Buffer.concat([Buffer.from([0, 255, 7]), Buffer.from(KEY)]),
    );
    const where = await search([], {
      logs,
      files: [join(folder, 'automna.db-wal'), ...dumpsIn(folder)],
      commandLines: [`node\0main.js\0--key=${KEY}`],
      vendorRecords: [{ where: 'the fly stand-in’s state', text: `{"apps":{"a":{"env":"${KEY}"}}}` }],
      vendorRequests: [
        { vendor: 'fly', method: 'POST', path: '/v1/apps/a/machines', responseBody: { env: KEY } },
        { vendor: 'fly', method: 'POST', path: `/v1/${KEY}`, fault: { status: 500 }, responseBody: null },
        { vendor: 'fly', method: 'GET', path: '/', fault: { body: KEY }, responseBody: `a test said ${KEY}` },
      ],
    });
    expect(where).toHaveLength(7);
  });

  it.each([
    ['text', KEY],
    ['bytes', Buffer.from(`..${KEY}`)],
  ])('finds it in a table, as %s, and in the file after the row is gone', async (_what, value) => {
    const file = join(folder, 'automna.db');
    const client = createClient({ url: `file:${file}` });
    await client.execute('CREATE TABLE jobs (payload ANY) STRICT');
    await client.execute({ sql: 'INSERT INTO jobs VALUES (?)', args: [value] });
    expect(await search([], { databaseUrl: `file:${file}` })).toEqual(['a key in table jobs']);
    await client.execute('DELETE FROM jobs');
    expect(await search([], { databaseUrl: `file:${file}` })).toEqual([]);
    expect(await search([], { files: [file] })).toHaveLength(1);
    client.close();
  });
});

describe('a key', () => {
  const keys = new KeySearch();
  keys.learn(KEY);
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['in base64', base64(KEY)],
    ['in base64, one byte later', base64(`x${KEY}`)],
    ['in base64, two bytes later, among others', base64(`{"ANTHROPIC":"..${KEY}","b":1}`)],
    ['in base64 for URLs', Buffer.from(`>>?${KEY}`).toString('base64url')],
    ['in hexadecimal digits', Buffer.from(`k=${KEY}`).toString('hex')],
    ['in capital hexadecimal digits', Buffer.from(KEY).toString('hex').toUpperCase()],
    ['with its dashes in percent signs', KEY.replaceAll('-', '%2D')],
    ['broken over two lines', `${KEY.slice(0, 30)}\n${KEY.slice(30)}`],
    ['broken over two lines in JSON', JSON.stringify(`${KEY.slice(0, 20)}\n${KEY.slice(20)}`)],
    ['without its beginning', SECRET],
    ['cut off', KEY.slice(20)],
    ['of another kind', KEY.replace('api03', 'oat01')],
  ])('is found %s', (_what, text) => {
    expect(keys.find(`before ${text} after`)).not.toBeNull();
  });

  it('is found between megabytes of one letter', () => {
    const much = 'x'.repeat(8_000_000);
    expect(keys.find(much)).toBeNull();
    expect(keys.find(`${much} ${KEY} ${much}`)).toMatchObject({ form: 'a key', index: much.length + 1 });
  });

  it.each([
    ['masked', `sk-ant-api03-…${KEY.slice(-4)}`],
    ['masked, in base64', base64(`sk-ant-api03-…${KEY.slice(-4)}`)],
    ['as its fingerprint', 'a3f1c6b09d2e4f57'],
    ['hidden', 'the key [secret]'],
    ['in the advice what keys look like', 'starts with sk-ant-api03-'],
  ])('%s is none', (_what, text) => {
    expect(keys.find(`before ${text} after`)).toBeNull();
  });
});
