import type { AccountErrorCode } from '@automna/contracts';
import { DomainError, type DomainErrorOptions, type ProblemSpec } from '@automna/core';

/** Exhaustive: a new account code without a status does not compile. */
const SPECS: Record<AccountErrorCode, ProblemSpec> = {
  email_taken: { status: 409, title: 'There already is an account with this e-mail address.' },
  invalid_credentials: { status: 401, title: 'E-mail address or password is not right.' },
  too_many_attempts: { status: 429, title: 'Too many attempts. Please wait.', severity: 'warn' },
  session_expired: { status: 401, title: 'Your session has ended. Please sign in again.' },
  session_reused: {
    status: 401,
    title: 'Your session was ended because it was used from two places.',
    severity: 'warn',
  },
  token_invalid: { status: 400, title: 'This link is not valid any more.' },
  customer_not_found: { status: 404, title: 'There is no such customer.' },
  weak_password: { status: 400, title: 'This password is too easy to guess.' },
};

/** Every failure of accounts that a caller is expected to handle. */
export class AccountError extends DomainError {
  constructor(code: AccountErrorCode, detail?: string, options?: DomainErrorOptions) {
    super(code, SPECS[code], detail, options);
  }
}
