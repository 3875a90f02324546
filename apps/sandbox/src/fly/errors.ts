/** `status` values the vendor knows. */
export type FlyStatus = 'unknown' | 'insufficient_capacity' | 'volume_placement_capacity' | 'name_taken';

/** An error the vendor would answer with: `{"error": …, "status": …}`. */
export class FlyError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code?: FlyStatus,
  ) {
    super(message);
  }
}

/** The vendor's error body. */
export function errorBody(message: string, code?: FlyStatus): { error: string; status?: FlyStatus } {
  return { error: message, ...(code ? { status: code } : {}) };
}

export const badRequest = (message: string) => new FlyError(400, `invalid_argument: ${message}`);
export const notFound = (what: string) => new FlyError(404, `${what} not found`);
export const conflict = (message: string) => new FlyError(409, `aborted: ${message}`);
export const precondition = (message: string) => new FlyError(412, `failed_precondition: ${message}`);
