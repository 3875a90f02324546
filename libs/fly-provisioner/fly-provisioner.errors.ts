import type { MachineErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

const SPECS: Record<MachineErrorCode, ProblemSpec> = {
  subscription_required: { status: 409, title: 'Choose a plan first.' },
  key_required: { status: 409, title: 'Connect your Anthropic key first.' },
  machine_not_found: { status: 404, title: 'You have no agent yet.' },
  machine_busy: { status: 409, title: 'Your agent is being worked on.' },
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
