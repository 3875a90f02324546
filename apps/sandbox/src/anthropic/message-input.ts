import { ApiError } from './errors.js';

export const NEWEST_VERSION = '2026-10-21';
export const VERSIONS = ['2023-06-01', NEWEST_VERSION];

const COUNT_FIELDS = [
  'messages', 'model', 'cache_control', 'output_config', 'speed', 'system', 'thinking', 'tool_choice', 'tools',
  'user_profile_id', 'workspace_id', 'context_management', 'mcp_servers',
]; // prettier-ignore
const MESSAGE_FIELDS = [
  ...COUNT_FIELDS, 'max_tokens', 'container', 'diagnostics', 'inference_geo', 'metadata', 'service_tier',
  'stop_sequences', 'stream',
]; // prettier-ignore
/** Gone with API version 2026-10-21. */
const SAMPLING_FIELDS = ['temperature', 'top_p', 'top_k'];

/** A block of a message's content. */
export interface Block {
  type: string;
  text?: string;
  [key: string]: unknown;
}

/** One turn, its content always as blocks. */
export interface Turn {
  role: string;
  content: Block[];
}

/** A request after checking. */
export interface MessageInput {
  model: string;
  maxTokens: number;
  messages: Turn[];
  system: string;
  stream: boolean;
  stopSequences: string[];
  tools: Record<string, unknown>[];
  toolChoice?: Record<string, unknown>;
}

/** Checks a body of POST /v1/messages, or of /count_tokens. */
export function parseMessageInput(body: unknown, version: string, counting = false): MessageInput {
  if (!isObject(body)) throw new ApiError(400, 'The request body is not valid JSON: expected an object');
  const allowed = [
    ...(counting ? COUNT_FIELDS : MESSAGE_FIELDS),
    ...(version === NEWEST_VERSION ? [] : SAMPLING_FIELDS),
  ];
  for (const field of Object.keys(body)) {
    if (!allowed.includes(field)) throw new ApiError(400, `${field}: Extra inputs are not permitted`);
  }
  const required = ['model', ...(counting ? [] : ['max_tokens']), 'messages'];
  for (const field of required) {
    if (body[field] === undefined) throw new ApiError(400, `${field}: Field required`);
  }
  if (typeof body['model'] !== 'string') throw new ApiError(400, 'model: Input should be a valid string');
  return {
    model: body['model'],
    maxTokens: counting ? 1 : maxTokensOf(body['max_tokens']),
    messages: turnsOf(body['messages'], version),
    system: textOf(blocksOf(body['system'] ?? '', 'system')),
    stream: flag(body['stream'], 'stream'),
    stopSequences: strings(body['stop_sequences'], 'stop_sequences'),
    tools: list(body['tools'], 'tools'),
    toolChoice: isObject(body['tool_choice']) ? body['tool_choice'] : undefined,
  };
}

/** All text of some blocks. */
export function textOf(blocks: Block[]): string {
  return blocks.map((block) => block.text ?? '').join('\n');
}

function turnsOf(value: unknown, version: string): Turn[] {
  if (!Array.isArray(value)) throw new ApiError(400, 'messages: Input should be a valid list');
  if (value.length === 0) throw new ApiError(400, 'messages: at least one message is required');
  const roles = version === NEWEST_VERSION ? ['user', 'assistant', 'system'] : ['user', 'assistant'];
  const turns = value.map((item: unknown, index): Turn => {
    const at = `messages.${index}`;
    if (!isObject(item)) throw new ApiError(400, `${at}: Input should be an object`);
    const role = item['role'];
    if (typeof role !== 'string' || !roles.includes(role)) {
      throw new ApiError(400, `${at}.role: Input should be ${roles.map((it) => `'${it}'`).join(' or ')}`);
    }
    const content = blocksOf(item['content'], `${at}.content`);
    const mayBeEmpty = role === 'assistant' && index === value.length - 1;
    if (!mayBeEmpty && (content.length === 0 || content.some((it) => it.type === 'text' && !it.text))) {
      throw new ApiError(400, `${at}: text content blocks must be non-empty`);
    }
    if (version === NEWEST_VERSION && role === 'assistant' && content.some((it) => it.type === 'document')) {
      throw new ApiError(400, `${at}.content: document blocks are not allowed in assistant messages`);
    }
    return { role, content };
  });
  if (turns[0]?.role === 'assistant')
    throw new ApiError(400, 'messages: first message must use the "user" role');
  return turns;
}

function blocksOf(value: unknown, at: string): Block[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  if (!Array.isArray(value)) throw new ApiError(400, `${at}: Input should be a valid string or list`);
  return value.map((block: unknown, index) => {
    if (isObject(block) && typeof block['type'] === 'string') {
      if (block['type'] !== 'text' || typeof block['text'] === 'string') return block as Block;
    }
    throw new ApiError(400, `${at}.${index}: Input should be a content block`);
  });
}

function maxTokensOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new ApiError(400, 'max_tokens: Input should be a whole number greater than or equal to 0');
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new ApiError(400, `${name}: Input should be a valid boolean`);
}

function strings(value: unknown, name: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((it) => typeof it === 'string')) return value;
  throw new ApiError(400, `${name}: Input should be a list of strings`);
}

function list(value: unknown, name: string): Record<string, unknown>[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new ApiError(400, `${name}: Input should be a list of objects`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
