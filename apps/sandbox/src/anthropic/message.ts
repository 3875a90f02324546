import type Anthropic from '@anthropic-ai/sdk';
import type { MessageInput } from './message-input.js';
import { ApiError } from './errors.js';
import { countTokens, inputTokens, piecesOf, replyText, sampleInput } from './reply.js';

/** A finished message and the pieces its text would be streamed in. */
export interface Answer {
  message: Anthropic.Message;
  pieces: string[];
}

/** Answers a checked request. */
export function answer(
  input: MessageInput,
  model: Anthropic.ModelInfo,
  newId: (prefix: string) => string,
): Answer {
  if (model.max_tokens !== null && input.maxTokens > model.max_tokens) {
    throw new ApiError(
      400,
      `max_tokens: ${input.maxTokens} > ${model.max_tokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  const tool = forcedTool(input);
  if (tool) {
    const id = newId('toolu');
    const call = {
      type: 'tool_use' as const,
      id,
      name: String(tool['name']),
      input: sampleInput(tool['input_schema']),
    };
    const content = [{ ...call, caller: { type: 'direct' as const } }];
    const used = countTokens(JSON.stringify(call.input));
    return { message: build(input, model, newId('msg'), content, 'tool_use', null, used), pieces: [] };
  }

  const full = replyText(input);
  const stopped = firstStop(full, input.stopSequences);
  const text = stopped ? full.slice(0, stopped.at) : full;
  const pieces = piecesOf(text, input.maxTokens);
  const cut = pieces.join('');
  const reason = cut.length < text.length ? 'max_tokens' : stopped ? 'stop_sequence' : 'end_turn';
  const content = cut === '' ? [] : [{ type: 'text' as const, text: cut, citations: null }];
  const sequence = reason === 'stop_sequence' ? (stopped?.sequence ?? null) : null;
  return { message: build(input, model, newId('msg'), content, reason, sequence, pieces.length), pieces };
}

function build(
  input: MessageInput,
  model: Anthropic.ModelInfo,
  id: string,
  content: Anthropic.ContentBlock[],
  stopReason: Anthropic.StopReason,
  stopSequence: string | null,
  outputTokens: number,
): Anthropic.Message {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: model.id,
    content,
    container: null,
    diagnostics: null,
    stop_reason: stopReason,
    stop_details: null,
    stop_sequence: stopSequence,
    usage: {
      input_tokens: inputTokens(input),
      output_tokens: outputTokens,
      output_tokens_details: null,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      inference_geo: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: null,
    },
  };
}

function forcedTool(input: MessageInput): Record<string, unknown> | undefined {
  const choice = input.toolChoice;
  if (choice?.['type'] === 'any') return input.tools[0];
  if (choice?.['type'] !== 'tool') return undefined;
  const tool = input.tools.find((it) => it['name'] === choice['name']);
  if (!tool) throw new ApiError(400, `tool_choice: tool "${String(choice['name'])}" is not in tools`);
  return tool;
}

function firstStop(text: string, sequences: string[]): { at: number; sequence: string } | undefined {
  return sequences
    .map((sequence) => ({ at: text.indexOf(sequence), sequence }))
    .filter(({ at, sequence }) => at >= 0 && sequence !== '')
    .sort((a, b) => a.at - b.at)[0];
}
