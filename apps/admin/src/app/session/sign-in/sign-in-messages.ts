import { HttpErrorResponse } from '@angular/common/http';
import { NotStaffError, type SignedOutReason } from '../session.js';

export interface SignInRefusal {
  title: string;
  help: string;
  /** The account is real but belongs in the customer app. */
  customer: boolean;
}

/** One sentence on what happened and one on what to do. */
export function refusalOf(error: unknown): SignInRefusal {
  if (error instanceof NotStaffError) {
    return {
      title: 'This is a customer account.',
      help: `${error.email} has no access to the staff console, so we signed it out again.`,
      customer: true,
    };
  }
  const status = error instanceof HttpErrorResponse ? error.status : -1;
  if (status === 401) {
    return refusal('That e-mail and password do not match.', 'Check both and try again.');
  }
  if (status === 429) {
    return refusal('Too many attempts.', waitOf(error));
  }
  if (status === 400 || status === 422) {
    return refusal('The e-mail address was not accepted.', 'Check it for typing mistakes.');
  }
  return refusal('We could not reach the server.', 'Check your connection and try again in a moment.');
}

/** Why the form is shown to somebody who was inside a moment ago. */
export function reasonText(reason: SignedOutReason | null): string | null {
  switch (reason) {
    case 'expired':
      return 'Your session has ended. Sign in to continue where you were.';
    case 'other_account':
      return 'A customer account is signed in on this browser. Signing in here replaces that session.';
    case 'unreachable':
      return 'The server did not answer, so we could not pick up your session.';
    case 'signed_out':
      return 'You are signed out.';
    case null:
      return null;
  }
}

function refusal(title: string, help: string): SignInRefusal {
  return { title, help, customer: false };
}

function waitOf(error: unknown): string {
  const seconds = Number(error instanceof HttpErrorResponse ? error.headers.get('Retry-After') : NaN);
  if (!Number.isFinite(seconds) || seconds <= 0) return 'Wait a few minutes.';
  return seconds < 90 ? `Wait ${Math.ceil(seconds)} seconds.` : `Wait ${Math.ceil(seconds / 60)} minutes.`;
}
