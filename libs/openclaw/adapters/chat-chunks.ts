import { chatFailureOf, GatewayChatError } from '../domain/chat-failure.js';

/** A line is one small piece of text; one longer than this is not from OpenClaw. */
const LONGEST_LINE = 1024 * 1024;
const DONE = Symbol('done');

interface Chunk {
  choices?: { delta?: { content?: unknown }; finish_reason?: unknown }[];
  error?: { type?: unknown };
}

/**
 * The texts in a streamed chat completion (server-sent events of one `data:` line each, `[DONE]` last).
 * @throws GatewayChatError `interrupted` when it ends before the agent said that it was finished.
 */
export async function* chatTexts(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let finished = false;
  for await (const line of lines(body)) {
    if (!line.startsWith('data:')) continue;
    const chunk = parse(line.slice('data:'.length).trim());
    if (chunk === DONE) return;
    if (chunk.error) throw reported(chunk.error);
    const choice = chunk.choices?.[0];
    const text = choice?.delta?.content;
    if (typeof text === 'string' && text !== '') yield text;
    if (choice?.finish_reason != null) finished = true;
  }
  if (!finished) throw new GatewayChatError('interrupted', 'The answer ended in the middle.');
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const parts = rest.split(/\r?\n/);
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new GatewayChatError('failed', 'The answer has an endless line.');
    yield* parts;
  }
  if (rest !== '') yield rest;
}

function parse(data: string): Chunk | typeof DONE {
  if (data === '[DONE]') return DONE;
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === 'object' && chunk !== null) return chunk;
  } catch {
    // Said below, for both.
  }
  throw new GatewayChatError('failed', 'The answer has a piece that is not JSON.');
}

/** An error in the middle has a type and no status of its own. */
function reported({ type }: NonNullable<Chunk['error']>): GatewayChatError {
  const named = typeof type === 'string' ? type : 'unknown';
  return new GatewayChatError(chatFailureOf(500, named), `The agent broke off with "${named}".`);
}
