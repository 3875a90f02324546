/** A machine belongs to its customer, who may make it answer anything, also without end. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The JSON of an answer of at most 4 MB. @throws Error when it is longer, breaks off or is no JSON */
export async function boundedJson(answer: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

/** Ends a whole exchange, body included: ky's own time-out ends with the head, and a body may drip for ever. */
export function deadline(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([late, signal]) : late;
}
