import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { newId } from '../../kernel/index.js';
import type { Fly } from '../fly.js';
import { logLine } from '../state/agent-log.js';
import type { Agent } from './gateway.js';
import { modelOf } from './rpc.js';
import { ask, UpstreamError } from './upstream.js';

interface ChatTurn {
  role: string;
  content: unknown;
}

/** The gateway's OpenAI-like door: one agent turn, answered by the Claude API with the machine's own key. */
export async function chatCompletions(
  fly: Fly,
  agent: Agent,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = (request.body ?? {}) as { messages?: unknown; stream?: unknown; model?: unknown };
  const turns = turnsOf(body.messages);
  if (!turns)
    return reply
      .code(400)
      .send(errorBody('messages must be a list with a user message', 'invalid_request_error'));
  try {
    const answer = await ask(fly, agent, { model: modelOf(agent), ...turns });
    const { usage } = answer;
    const stats = agent.machine.agent;
    stats.turns += 1;
    stats.inputTokens += usage.input_tokens;
    stats.outputTokens += usage.output_tokens;
    const head = {
      id: newId('chatcmpl'),
      created: fly.clock.nowSeconds(),
      model: typeof body.model === 'string' ? body.model : 'openclaw',
    };
    const total = usage.input_tokens + usage.output_tokens;
    const counts = {
      prompt_tokens: usage.input_tokens,
      completion_tokens: usage.output_tokens,
      total_tokens: total,
    };
    if (body.stream === true) {
      return reply.type('text/event-stream; charset=utf-8').send(Readable.from(chunks(head, answer.text)));
    }
    const message = { role: 'assistant', content: answer.text };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    return { ...head, object: 'chat.completion', choices, usage: counts };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    logLine(agent.machine, fallbackLine(fly, error));
    return reply.code(error.status).send(errorBody(error.message, error.type));
  }
}

function turnsOf(
  value: unknown,
): { system?: string; messages: { role: string; content: string }[] } | undefined {
  if (!Array.isArray(value)) return undefined;
  if (!value.every((turn) => typeof turn === 'object' && turn !== null)) return undefined;
  const turns = (value as ChatTurn[]).map(({ role, content }) => ({ role, content: plain(content) }));
  const system = turns
    .filter((it) => it.role === 'system' || it.role === 'developer')
    .map((it) => it.content);
  const messages = turns.filter((it) => (it.role === 'user' || it.role === 'assistant') && it.content !== '');
  if (!messages.some((it) => it.role === 'user')) return undefined;
  return { messages, ...(system.length > 0 ? { system: system.join('\n') } : {}) };
}

function plain(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as ({ text?: unknown } | null)[])
    .map((part) => (typeof part?.text === 'string' ? part.text : ''))
    .join('\n');
}

function* chunks(head: { id: string; created: number; model: string }, text: string): Generator<string> {
  const frame = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, finish_reason }];
    return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`;
  };
  yield frame({ role: 'assistant' }, null);
  for (const content of text.match(/[\s\S]{1,12}/g) ?? []) yield frame({ content }, null);
  yield frame({}, 'stop');
  yield 'data: [DONE]\n\n';
}

const errorBody = (message: string, type: string) => ({ error: { message, type } });

/** A log line as the agent writes it when its provider refuses; a control plane can poll for these. */
function fallbackLine(fly: Fly, error: UpstreamError): string {
  const event = {
    event: 'model_fallback_decision',
    reason:
      error.type === 'insufficient_quota'
        ? 'billing'
        : error.status === 401 || error.status === 403
          ? 'auth'
          : 'other',
    status: error.status,
    providerErrorType: error.type,
    candidateProvider: 'anthropic',
  };
  return JSON.stringify({ '0': 'agent/model-fallback', '1': event, time: fly.clock.now().toISOString() });
}
