import type { ChatErrorCode, MachineErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

const SPECS: Record<MachineErrorCode, ProblemSpec> = {
  subscription_required: { status: 409, title: 'Choose a plan first.' },
  key_required: { status: 409, title: 'Connect your Anthropic key first.' },
  machine_not_found: { status: 404, title: 'You have no agent yet.' },
  machine_busy: { status: 409, title: 'Your agent is being worked on.' },
  machine_stopped: { status: 409, title: 'You stopped your agent.' },
  machine_unavailable: {
    status: 503,
    title: 'The hosting provider does not answer right now.',
    severity: 'warn',
  },
};

/** An expected failure around a customer's machine. */
export class MachineError extends DomainError {
  constructor(code: MachineErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
  }
}

/** Its owner stopped it; or it was held, and the job that brings it back is on its way. */
export function keptDown({ stoppedByOwnerAt }: { stoppedByOwnerAt: Date | null }): MachineError {
  if (stoppedByOwnerAt) {
    return new MachineError('machine_stopped', 'Start it on the dashboard first.', {
      extensions: { link: '/dashboard' },
    });
  }
  return new MachineError('machine_busy', 'Your agent is just being started again. Try again in a minute.');
}

const CHAT_SPECS: Record<ChatErrorCode, ProblemSpec> = {
  channel_required: { status: 409, title: 'Web chat is not connected.' },
  // Never a 401 or 403: those are about the session with us, and browsers would sign people out.
  agent_key_refused: { status: 409, title: 'Anthropic refuses your key.' },
  agent_cannot_pay: { status: 409, title: 'Your Anthropic account cannot pay for an answer.' },
  agent_provider_busy: { status: 503, title: 'Anthropic cannot answer right now.', severity: 'warn' },
  agent_answer_failed: { status: 502, title: 'Your agent could not answer.', severity: 'warn' },
  agent_answer_interrupted: { status: 502, title: 'The answer was cut off.', severity: 'warn' },
};

/** An expected failure of a conversation with an agent. */
export class ChatError extends DomainError {
  constructor(code: ChatErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, CHAT_SPECS[code], detail, options);
  }
}

/** An orphan that was removed meanwhile, or never was one. */
export function orphanGone(): DomainError {
  const spec = { status: 404, title: 'There is no such orphan (any more).' };
  return new DomainError('machine_not_found', spec, 'Compare again to see what there is now.');
}

/** A decision about an orphan that cannot be carried out. `why` is shown to staff. */
export function decisionRefused(why: string): DomainError {
  return new DomainError('machine_busy', { status: 409, title: 'This cannot be done with it.' }, why);
}
