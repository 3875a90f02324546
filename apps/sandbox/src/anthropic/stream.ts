import type Anthropic from '@anthropic-ai/sdk';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorBody } from './errors.js';
import type { Answer } from './message.js';

type StreamEvent = Anthropic.RawMessageStreamEvent;

/** The events of a streamed answer, in the vendor's order. */
export function* eventsOf({ message, pieces }: Answer): Generator<StreamEvent> {
  const { usage, content, stop_reason, stop_details, stop_sequence, container } = message;
  yield {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
  };
  for (const [index, block] of content.entries()) {
    if (block.type === 'text') {
      yield { type: 'content_block_start', index, content_block: { ...block, text: '' } };
      for (const text of pieces)
        yield { type: 'content_block_delta', index, delta: { type: 'text_delta', text } };
    } else if (block.type === 'tool_use') {
      yield { type: 'content_block_start', index, content_block: { ...block, input: {} } };
      const partial_json = JSON.stringify(block.input);
      yield { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } };
    }
    yield { type: 'content_block_stop', index };
  }
  yield {
    type: 'message_delta',
    delta: { container, stop_reason, stop_details, stop_sequence },
    usage: {
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: null,
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      cache_read_input_tokens: usage.cache_read_input_tokens,
      server_tool_use: null,
    },
  };
  yield { type: 'message_stop' };
}

/** The answer as server-sent events, with a ping after the first block opens. */
export async function* sse(
  answer: Answer,
  options: { pauseMs: number; breakOff: boolean },
): AsyncGenerator<string> {
  let deltas = 0;
  for (const event of eventsOf(answer)) {
    yield frame(event.type, event);
    if (event.type === 'content_block_start' && event.index === 0) yield frame('ping', { type: 'ping' });
    if (event.type !== 'content_block_delta') continue;
    deltas += 1;
    if (options.breakOff && deltas === 3) {
      yield frame('error', errorBody(529, 'Overloaded'));
      return;
    }
    if (options.pauseMs > 0) await sleep(options.pauseMs, undefined, { ref: false });
  }
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
