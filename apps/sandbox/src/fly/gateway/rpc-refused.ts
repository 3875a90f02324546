/** What a method of the agent refuses, with the agent's own code for it. */
export class RpcRefused extends Error {
  constructor(
    readonly code: 'INVALID_REQUEST' | 'UNAVAILABLE',
    message: string,
  ) {
    super(message);
  }

  /** The HTTP status the code travels with. */
  get status(): number {
    return this.code === 'UNAVAILABLE' ? 503 : 400;
  }
}
