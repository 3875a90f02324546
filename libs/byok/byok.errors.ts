import type { KeyErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

const SPECS: Record<KeyErrorCode, ProblemSpec> = {
  key_revoked: { status: 422, title: 'Anthropic does not accept this key.' },
  key_forbidden: { status: 422, title: 'This key may not use the models an agent needs.' },
  key_on_hold: { status: 422, title: 'The organisation behind this key is on hold.' },
  key_wrong_kind: { status: 422, title: 'This is not an API key.' },
  key_malformed: { status: 422, title: 'This does not look like an Anthropic API key.' },
  key_check_limited: { status: 429, title: 'Too many key checks.' },
};

export class KeyError extends DomainError {
  constructor(code: KeyErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
  }
}
