import { existsSync, readFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import type { Overheard } from './tap.ts';

/** A whole key of any kind customers may paste; masked ones (`sk-ant-api03-…abcd`) do not look like this. */
const KEY = /sk-ant-(?:api|oat|admin)\d{2}-[A-Za-z0-9_-]{16,}/;

/** Where a key was found although nothing allows it to be there; `where` is enough to find the line again. */
export interface Leak {
  where: string;
  text: string;
}

/**
 * Searches everything a run left behind for whole Anthropic keys. They may be in three calls only: the customer's own
 * request that saves or tests one, the delivery to Fly's secrets, and the header of a call to Anthropic.
 */
export async function findLeaks(run: {
  overheard: string;
  logs: string;
  databaseUrl: string;
  commandLines: readonly string[];
}): Promise<{ leaks: Leak[]; searched: Record<string, number> }> {
  const leaks: Leak[] = [];
  const look = (where: string, text: string) => {
    const found = KEY.exec(text);
    if (found) leaks.push({ where, text: text.slice(Math.max(0, found.index - 120), found.index + 30) });
  };
  const exchanges = linesOf(run.overheard).map((line) => JSON.parse(line) as Overheard);
  for (const one of exchanges) searchExchange(one, look);
  const lines = linesOf(run.logs);
  for (const line of lines) look('a log', line);
  for (const line of run.commandLines) look('a command line or environment', line);
  const rows = await searchDatabase(run.databaseUrl, look);
  return {
    leaks,
    searched: {
      exchanges: exchanges.length,
      'keys where they belong': exchanges.filter((one) => KEY.test(allowedPart(one))).length,
      'log lines': lines.length,
      'database rows': rows,
      'command lines': run.commandLines.length,
    },
  };
}

function searchExchange(one: Overheard, look: (where: string, text: string) => void): void {
  const where = `${one.at} ${one.method} ${one.path}`;
  look(`the path of ${where}`, one.path);
  look(`the answer of ${where}`, `${JSON.stringify(one.responseHeaders)} ${one.responseBody}`);
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

async function searchDatabase(url: string, look: (where: string, text: string) => void): Promise<number> {
  const client = createClient({ url });
  let count = 0;
  const { rows: tables } = await client.execute(`SELECT name FROM sqlite_master WHERE type = 'table'`);
  for (const { name } of tables) {
    const { rows } = await client.execute(`SELECT * FROM "${String(name)}"`);
    for (const row of rows) {
      count += 1;
      look(`table ${String(name)}`, JSON.stringify(row));
    }
  }
  client.close();
  return count;
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
