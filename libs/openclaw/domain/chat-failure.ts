/**
 * Why a message got no answer. `unreachable`: the machine did not wake, or what answered is no gateway. `silent`: it
 * took the message and said nothing in time. `token`: it does not know ours. `key`, `payment`, `busy`: Anthropic
 * refused. `interrupted`: the answer broke off. `failed`: anything else the agent reported.
 */
export type ChatFailure =
  'unreachable' | 'silent' | 'token' | 'key' | 'payment' | 'busy' | 'interrupted' | 'failed';

/** No answer, or half of one. The message names no address, no token and nothing of the conversation. */
export class GatewayChatError extends Error {
  override readonly name = 'GatewayChatError';

  constructor(
    readonly failure: ChatFailure,
    message: string,
  ) {
    super(message);
  }
}

const PROVIDER_BUSY = new Set(['rate_limit_error', 'overloaded_error', 'api_error', 'timeout_error']);

/**
 * Reads a refusal of `/v1/chat/completions`. OpenClaw passes the provider's status and error type on, so a 401 is
 * either about the customer's key or about our token; only the type tells which.
 */
export function chatFailureOf(status: number, type: string | undefined): ChatFailure {
  if (type === 'insufficient_quota' || type === 'billing_error' || status === 402) return 'payment';
  if (type === 'authentication_error' || type === 'permission_error') return 'key';
  if (status === 401 || status === 403) return 'token';
  if (type === undefined) return 'unreachable';
  if (PROVIDER_BUSY.has(type) || [408, 429, 529].includes(status)) return 'busy';
  return 'failed';
}
