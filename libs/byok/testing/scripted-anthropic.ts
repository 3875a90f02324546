import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer: what to send, or how to fail to. */
export type Answer =
  { status: number; body?: unknown; headers?: Record<string, string> } | { behaviour: 'hang' | 'drop' };

export interface Script {
  /** Answers to the list of models, one after the other; the last one stays. */
  list: readonly Answer[];
  /** Answers to messages likewise. */
  message: readonly Answer[];
}

/** An error as Anthropic sends it. */
export function refusal(
  status: number,
  type: string,
  {
    code,
    message = 'no',
    headers = {},
  }: { code?: string; message?: string; headers?: Record<string, string> } = {},
): Answer {
  const details = code === undefined ? {} : { details: { error_code: code } };
  return {
    status,
    headers,
    body: { type: 'error', error: { type, message, ...details }, request_id: 'req_1' },
  };
}

export function models(...ids: string[]): Answer {
  const data = ids.map((id) => ({ type: 'model', id, line: 'haiku', lifecycle: 'active', display_name: id }));
  return {
    status: 200,
    body: { data, has_more: false, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null },
  };
}

export const MESSAGE: Answer = {
  status: 200,
  body: {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-x', content: [] },
    ...{ stop_reason: 'max_tokens', stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } },
  },
};

export const WORKS: Script = { list: [models('claude-haiku-x')], message: [MESSAGE] };

/** Anthropic as a server that answers exactly what a test wrote down; remembers the calls it got. */
export class ScriptedAnthropic {
  script: Script = WORKS;
  readonly calls: { path: string; authorization: string | undefined; model: string | null }[] = [];
  private readonly used = { list: 0, message: 0 };
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<ScriptedAnthropic> {
    const anthropic = new ScriptedAnthropic();
    await new Promise<void>((resolve) => anthropic.server.listen(0, '127.0.0.1', resolve));
    return anthropic;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  play(script: Partial<Script>): void {
    this.script = { ...WORKS, ...script };
    this.calls.length = 0;
    Object.assign(this.used, { list: 0, message: 0 });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const model = text === '' ? null : String((JSON.parse(text) as { model?: unknown }).model);
    this.calls.push({ path, authorization: request.headers.authorization, model });
    const kind = path.endsWith('/models') ? 'list' : 'message';
    const answers = this.script[kind];
    const answer = answers[Math.min(this.used[kind]++, answers.length - 1)] ?? MESSAGE;
    if ('behaviour' in answer) {
      if (answer.behaviour === 'drop') request.socket.destroy();
      return;
    }
    const plain = typeof answer.body === 'string';
    const headers = { 'content-type': plain ? 'text/html' : 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers).end(plain ? answer.body : JSON.stringify(answer.body ?? {}));
  }
}
