import type { ErrorCode } from '@automna/contracts';

export type Severity = 'info' | 'warn' | 'error';

/** What HTTP says of an error code. `title` is a short sentence for people, the same for every occurrence. */
export interface ProblemSpec {
  status: number;
  title: string;
  /** Log level; a customer's typo is no alarm. Default `info`. */
  severity?: Severity;
}

export interface DomainErrorOptions {
  cause?: unknown;
  /** Extra members of the problem (RFC 9457 section 3.2), e.g. `link` or `limit`. Never secrets. */
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/**
 * Every failure we expect. Rooms subclass it with an exhaustive record of their codes; one filter turns it into a
 * problem. `detail` is shown to people: it says what happened and what to do.
 */
export class DomainError extends Error {
  constructor(
    readonly errorCode: ErrorCode,
    readonly spec: ProblemSpec,
    readonly detail?: string,
    readonly options: DomainErrorOptions = {},
  ) {
    super(detail ?? spec.title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
  }

  get severity(): Severity {
    return this.spec.severity ?? 'info';
  }
}
