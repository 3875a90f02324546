import { assertLoopback } from '../../kernel/index.js';
import type { Fly } from '../fly.js';
import { agentConfig, at, resolved } from './agent-config.js';
import type { Agent } from './gateway.js';

/** What the provider answered instead of a message; status and text reach the caller as they are. */
export class UpstreamError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly type: string,
  ) {
    super(message);
  }
}

interface Question {
  model: string;
  system?: string;
  messages: { role: string; content: string }[];
}

interface ProviderAnswer {
  content?: { type: string; text?: string }[];
  usage?: { input_tokens: number; output_tokens: number };
  error?: { type: string; message: string };
}

const TIMEOUT_MS = 30_000;

/** Asks the Claude API with the machine's key, the way the agent picks key and address. */
export async function ask(fly: Fly, agent: Agent, question: Question) {
  const { key, url } = credentials(fly, agent);
  const answer = await post(`${url}/v1/messages`, key, { max_tokens: 1024, ...question });
  const body = (await answer.json().catch(() => ({}))) as ProviderAnswer;
  if (!answer.ok) throw refused(answer.status, body);
  const text = (body.content ?? []).map((block) => block.text ?? '').join('');
  return { text, usage: body.usage ?? { input_tokens: 0, output_tokens: 0 } };
}

function credentials(fly: Fly, { machine, process }: Agent): { key: string; url: string } {
  const provider = at(agentConfig(machine)?.parsed, 'models', 'providers', 'anthropic');
  // The environment beats the config: with both, the customer's key goes to the configured address.
  const key = process.env['ANTHROPIC_API_KEY'] ?? resolved(at(provider, 'apiKey'), process.env);
  if (!key)
    throw new UpstreamError(401, 'No API key found for provider "anthropic".', 'authentication_error');
  const url = resolved(at(provider, 'baseUrl'), process.env) ?? fly.anthropicUrl();
  if (!url) throw new UpstreamError(408, 'upstream provider timeout', 'timeout_error');
  return { key, url: assertLoopback(url).href.replace(/\/$/, '') };
}

async function post(url: string, key: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new UpstreamError(408, 'upstream provider timeout', 'timeout_error');
  }
}

function refused(status: number, body: ProviderAnswer): UpstreamError {
  const { type = 'api_error', message = '' } = body.error ?? {};
  const unpaid = status === 402 || (status === 400 && message.includes('credit balance is too low'));
  return new UpstreamError(status, `${status} ${JSON.stringify(body)}`, unpaid ? 'insufficient_quota' : type);
}
