import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { createClient } from '@libsql/client';
import { KeySearch } from './key-search.ts';
import type { Overheard } from './tap.ts';

/** Where a key was found although nothing allows it to be there; `where` is enough to find the line again. */
export interface Leak {
  where: string;
  text: string;
}

/** What a run left behind. */
export interface Remains {
  /** File of exchanges, as taps wrote them. */
  overheard: string;
  /** File of all that was printed. */
  logs: string;
  /** Null when there is no database to ask, only files. */
  databaseUrl: string | null;
  /** Files searched byte by byte: the database with its free pages and journals, crash reports, dumps. */
  files: readonly string[];
  commandLines: readonly string[];
  /** What the stand-ins show of themselves, by where it was found. */
  vendorRecords: readonly { where: string; text: string }[];
  /** What they keep of requests, in memory and in the traffic file. */
  vendorRequests: Iterable<VendorRequest>;
}

/** A request as a stand-in remembers it. */
export interface VendorRequest {
  vendor: string;
  method: string;
  path: string;
  /** The answer a test had put into the vendor's mouth, if it had. */
  fault?: unknown;
  responseBody: unknown;
}

/** Says of a request that its key stands where no key belongs on purpose: nobody else may have passed it on. */
export const MISPLACED = 'x-canary-misplaced';

type Look = (where: string, text: string) => void;

/**
 * Searches everything a run left behind for Anthropic keys. They may be in three calls only: the customer's own
 * request that saves or tests one, the delivery to Fly's secrets, and the header of a call to Anthropic; and in what
 * those two vendors answer when they refuse, because vendors quote.
 */
export async function findLeaks(run: Remains): Promise<{ leaks: Leak[]; searched: Record<string, number> }> {
  const leaks: Leak[] = [];
  const keys = new KeySearch();
  const look: Look = (where, text) => {
    const found = keys.find(text);
    if (!found) return;
    const part = text.slice(Math.max(0, found.index - 120), found.index + 30);
    leaks.push({ where: `${found.form} in ${where}`, text: part.replaceAll(/[^\x20-\x7e]/g, '.') });
  };
  const searched = { exchanges: 0, belonging: 0, lines: 0 };
  // Known before anything is searched, so that parts of them are found as well.
  for (const one of exchangesIn(run.overheard)) {
    searched.exchanges += 1;
    if (keys.learn(allowedPart(one)) > 0) searched.belonging += 1;
  }
  for (const one of exchangesIn(run.overheard)) searchExchange(one, look);
  for (const line of linesOf(run.logs)) {
    searched.lines += 1;
    look('a log', line);
  }
  for (const line of run.commandLines) look('a command line or environment', line);
  for (const file of run.files) look(`file ${file}`, readFileSync(file, 'latin1'));
  for (const { where, text } of run.vendorRecords) look(where, text);
  let requests = 0;
  for (const { fault, responseBody, ...request } of run.vendorRequests) {
    requests += 1;
    const where = `what the stand-in keeps of ${request.vendor} ${request.method} ${request.path}`;
    // The words of a test are no record of ours.
    look(where, JSON.stringify(fault === undefined ? { ...request, responseBody } : request));
  }
  const rows = run.databaseUrl === null ? 0 : await searchDatabase(run.databaseUrl, look);
  return {
    leaks,
    searched: {
      exchanges: searched.exchanges,
      'keys where they belong': searched.belonging,
      'log lines': searched.lines,
      'database rows': rows,
      'kB of files': Math.round(run.files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000),
      'requests the stand-ins remember': requests,
      'command lines': run.commandLines.length,
    },
  };
}

/** What processes leave in a folder when they crash or are looked into. */
export function dumpsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) =>
      /^(?:report\..+\.json|core(?:\.\d+)?|.+\.(?:heapsnapshot|heapprofile|cpuprofile))$/.test(name),
    )
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function searchExchange(one: Overheard, look: Look): void {
  const where = `${one.at} ${one.method} ${one.path}`;
  look(`the answer's headers of ${where}`, JSON.stringify(one.responseHeaders));
  if (!mayQuote(one)) look(`the answer of ${where}`, uncompressed(one));
  if (MISPLACED in one.requestHeaders) return;
  look(`the path of ${where}`, one.path);
  const { requestHeaders, requestBody } = withoutAllowed(one);
  look(`the request headers of ${where}`, JSON.stringify(requestHeaders));
  look(`the request body of ${where}`, requestBody);
}

/** What is left of a request when the places a key belongs to are taken out. */
function withoutAllowed(one: Overheard): Pick<Overheard, 'requestHeaders' | 'requestBody'> {
  const { authorization, 'x-api-key': apiKey, ...headers } = one.requestHeaders;
  if (one.at === 'anthropic') return { requestHeaders: headers, requestBody: one.requestBody };
  const requestHeaders = { ...headers, authorization, 'x-api-key': apiKey };
  return { requestHeaders, requestBody: takesKeys(one) ? '' : one.requestBody };
}

function allowedPart(one: Overheard): string {
  if (one.at === 'anthropic') return JSON.stringify(one.requestHeaders);
  return takesKeys(one) ? one.requestBody : '';
}

function takesKeys({ at, method, path }: Overheard): boolean {
  if (method !== 'POST') return false;
  if (at === 'api') return /^\/api\/user\/byok(\/test)?$/.test(path);
  return at === 'fly' && /^\/v1\/apps\/[^/]+\/secrets$/.test(path);
}

/** Refusing, a vendor may repeat the key it was sent; we may not. */
function mayQuote(one: Overheard): boolean {
  return one.status >= 400 && (one.at === 'anthropic' || (one.at === 'fly' && takesKeys(one)));
}

const DECODERS: Record<string, (body: Buffer) => Buffer> = {
  gzip: (body) => gunzipSync(body),
  br: (body) => brotliDecompressSync(body),
  deflate: (body) => inflateSync(body),
};

/** Answers are asked for uncompressed; one that is compressed all the same hides nothing. */
function uncompressed({ responseHeaders, responseBody }: Overheard): string {
  const decode = DECODERS[String(responseHeaders['content-encoding'] ?? '')];
  if (!decode || responseBody === '') return responseBody;
  return decode(Buffer.from(responseBody, 'latin1')).toString('latin1');
}

async function searchDatabase(url: string, look: Look): Promise<number> {
  const client = createClient({ url });
  let count = 0;
  const { rows: tables } = await client.execute(`SELECT name FROM sqlite_master WHERE type = 'table'`);
  for (const { name } of tables) {
    const { rows } = await client.execute(`SELECT * FROM "${String(name)}"`);
    for (const row of rows) {
      count += 1;
      look(`table ${String(name)}`, Object.values(row).map(cellText).join('\n'));
    }
  }
  client.close();
  return count;
}

function cellText(value: unknown): string {
  return value instanceof ArrayBuffer ? Buffer.from(value).toString('latin1') : String(value);
}

const exchangesIn = (file: string) => recordsIn<Overheard>(file);

/** The records of a file that has one on each line. */
export function* recordsIn<T>(file: string): Generator<T> {
  for (const line of linesOf(file)) yield JSON.parse(line) as T;
}

/** Piece by piece: what is said in a whole run does not fit into one string. */
function* linesOf(file: string): Generator<string> {
  if (!existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(1024 * 1024);
  let open: string[] = [];
  for (let length = 1; length > 0;) {
    length = readSync(descriptor, chunk);
    const [first = '', ...rest] = decoder.write(chunk.subarray(0, length)).split('\n');
    open.push(first);
    for (const next of rest) {
      const line = open.join('');
      if (line !== '') yield line;
      open = [next];
    }
  }
  closeSync(descriptor);
  if (open.join('') !== '') yield open.join('');
}
