/** One refused field of a request. */
export class ProblemFieldDto {
  /** Path of the field, such as `address.city`; empty for the request as a whole. */
  field!: string;
  /** What to do about it. */
  message!: string;
}

/** RFC 9457 problem: the body of every answer of 400 and above (`application/problem+json`). */
export class ProblemDto {
  /** Names the kind of problem; the same for every occurrence of an error code. */
  type!: string;
  title!: string;
  status!: number;
  /** What happened this time, and what to do. */
  detail?: string;
  /** Path of the request. */
  instance!: string;
  /** Stable code that programs may rely on. */
  errorCode!: string;
  /** Quote this when asking for help. */
  requestId!: string;
  errors?: ProblemFieldDto[];
}
