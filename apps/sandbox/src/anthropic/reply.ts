import type { Block, MessageInput } from './message-input.js';

/** Roughly four characters a token, never none. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}

/** The input tokens of a request: text, images and tools, with a little for each turn. */
export function inputTokens(input: MessageInput): number {
  const blocks = input.messages.flatMap((turn) => turn.content);
  const content = blocks.reduce((sum, block) => sum + blockTokens(block), 0);
  const tools = input.tools.length === 0 ? 0 : countTokens(JSON.stringify(input.tools));
  return (
    content + tools + (input.system === '' ? 0 : countTokens(input.system)) + input.messages.length * 3 + 4
  );
}

function blockTokens(block: Block): number {
  if (block.type === 'text') return countTokens(block.text ?? '');
  return block.type === 'image' || block.type === 'document' ? 1500 : countTokens(JSON.stringify(block));
}

/** OpenClaw adds turns of its own after the person's; nobody asked those. */
const NOT_SAID = '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>';

/** The same question always gets the same answer, and the answer shows that the question arrived. */
export function replyText(input: MessageInput): string {
  const said = input.messages
    .filter((turn) => turn.role === 'user')
    .map((turn) => textOf(turn.content))
    .findLast((text) => !text.startsWith(NOT_SAID));
  return answerTo(withoutEnvelope(said ?? ''));
}

function textOf(content: readonly Block[]): string {
  return content
    .map((block) => block.text ?? '')
    .join(' ')
    .trim()
    .replace(/\s+/g, ' ');
}

/** OpenClaw puts before what somebody said in a messenger when it was, and who and where they are. */
function withoutEnvelope(said: string): string {
  return said
    .replace(/^\[\w{3} \d{4}-\d\d-\d\d \d\d:\d\d \w+\] /, '')
    .replace(/^Conversation info: ⟦openclaw:ctx⟧ ```json .*? ``` /, '');
}

function answerTo(said: string): string {
  const quoted = said.length > 160 ? `${said.slice(0, 157)}…` : said;
  if (said === '') return 'I got your message, but there was no text in it. What would you like me to do?';
  if (/^(hi|hello|hey|good (morning|evening|afternoon))\b/i.test(said)) {
    return 'Hello! I am your agent, answering from the sandbox, and everything is connected. What can I do for you?';
  }
  if (/\b(ping|are you there|still there|test)\b/i.test(said)) {
    return `I am here and I can hear you. You wrote: “${quoted}”`;
  }
  if (said.endsWith('?')) {
    return `You asked: “${quoted}” This is the sandbox, so I cannot think about it for real, but your question reached me and this answer came back the whole way.`;
  }
  return `Got it: “${quoted}” This is the sandbox, so nothing was really done, but the message reached me and this answer came back the whole way.`;
}

/** Text cut to a number of tokens, in the pieces a stream would send. */
export function piecesOf(text: string, maxTokens: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length && pieces.length < maxTokens; at += 4)
    pieces.push(text.slice(at, at + 4));
  return pieces;
}

/** The smallest input that fits a tool's schema, for requests that force a tool. */
export function sampleInput(schema: unknown): unknown {
  const { type, properties, required, enum: values } = (schema ?? {}) as Record<string, unknown>;
  if (Array.isArray(values)) return values[0] as unknown;
  if (type === 'string') return 'sandbox';
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  const fields = (properties ?? {}) as Record<string, unknown>;
  const names = Array.isArray(required) ? (required as string[]) : [];
  return Object.fromEntries(names.map((name) => [name, sampleInput(fields[name])]));
}
