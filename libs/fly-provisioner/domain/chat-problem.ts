import { type ChatFailure, GatewayChatError } from '@automna/openclaw';
import { ChatError, MachineError } from '../fly-provisioner.errors.js';

const KEY_SETTINGS = { link: '/settings/key' };

/** What a customer is told, and can do, about each way an answer fails. */
const PROBLEMS: Readonly<Record<ChatFailure, (cause: Error) => Error>> = {
  unreachable: (cause) =>
    new MachineError('machine_unavailable', 'Your agent did not wake up in time. Please send it again.', {
      cause,
    }),
  token: (cause) =>
    new MachineError(
      'machine_unavailable',
      'Your agent is not ready to talk to us yet. If this stays, restart it in the dashboard.',
      { cause },
    ),
  silent: (cause) =>
    new MachineError(
      'machine_unavailable',
      'Your agent did not begin to answer within a minute. It may have your message; ask it before you repeat it.',
      { cause },
    ),
  key: (cause) =>
    new ChatError('agent_key_refused', 'Check your key in the key settings, or replace it there.', {
      cause,
      extensions: KEY_SETTINGS,
    }),
  payment: (cause) =>
    new ChatError('agent_cannot_pay', 'Add credit or a payment method at Anthropic, then send it again.', {
      cause,
      extensions: KEY_SETTINGS,
    }),
  busy: (cause) =>
    new ChatError('agent_provider_busy', 'Your agent is fine. Please send it again in a moment.', {
      cause,
      headers: { 'Retry-After': '10' },
    }),
  interrupted: (cause) =>
    new ChatError(
      'agent_answer_interrupted',
      'The connection to your agent ended early. It may have done what you asked; ask it before you repeat it.',
      { cause },
    ),
  failed: (cause) =>
    new ChatError(
      'agent_answer_failed',
      'It reported an error of its own. Send it again; if it stays, restart your agent in the dashboard.',
      { cause },
    ),
};

/** A failure of the gateway as a problem for its owner; anything else stays what it is. */
export function chatProblem(error: unknown): unknown {
  return error instanceof GatewayChatError ? PROBLEMS[error.failure](error) : error;
}
