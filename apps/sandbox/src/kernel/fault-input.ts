import { asObject, BadSandboxInput, onlyFields, wholeNumber } from './bad-input.js';

/** What happens to a request that a rule hits. `delayMs` combines with the others. */
export interface RequestFault {
  delayMs?: number;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Destroy the socket without acting. */
  dropBefore?: true;
  /** Act, then destroy the socket without answering. */
  dropAfter?: true;
}

/** A rule as posted, with defaults filled in. */
export interface FaultInput {
  method?: string;
  route: string;
  match?: unknown;
  times: number | null;
  after: number;
  fault: RequestFault;
}

/** Checks the body of POST /_sandbox/faults. */
export function parseFaultRule(input: unknown): FaultInput {
  const rule = asObject(input, 'A fault rule');
  onlyFields(rule, ['method', 'route', 'match', 'times', 'after', 'fault'], 'A fault rule');
  if (typeof rule['route'] !== 'string' || rule['route'] === '') {
    throw new BadSandboxInput(
      'route must be a path such as "/v1/apps/:app/machines", a prefix, or "^regex$".',
    );
  }
  if (rule['method'] !== undefined && typeof rule['method'] !== 'string') {
    throw new BadSandboxInput('method must be a string such as "POST".');
  }
  return {
    method: rule['method']?.toUpperCase(),
    route: rule['route'],
    match: rule['match'],
    times: rule['times'] === null ? null : wholeNumber(rule['times'], 'times', 1, { min: 1 }),
    after: wholeNumber(rule['after'], 'after', 0),
    fault: parseFault(rule['fault']),
  };
}

function parseFault(input: unknown): RequestFault {
  const fault = asObject(input, 'fault');
  onlyFields(fault, ['delayMs', 'status', 'body', 'headers', 'dropBefore', 'dropAfter'], 'fault');
  const parsed: RequestFault = {};
  if (fault['delayMs'] !== undefined) {
    parsed.delayMs = wholeNumber(fault['delayMs'], 'delayMs', 0, { max: 600_000 });
  }
  if (fault['status'] !== undefined) {
    parsed.status = wholeNumber(fault['status'], 'status', 500, { min: 200, max: 599 });
    if (fault['body'] !== undefined) parsed.body = fault['body'];
    if (fault['headers'] !== undefined) parsed.headers = headersOf(fault['headers']);
  }
  for (const name of ['dropBefore', 'dropAfter'] as const) {
    if (fault[name] === undefined) continue;
    if (fault[name] !== true) throw new BadSandboxInput(`${name} must be true when given.`);
    parsed[name] = true;
  }
  const effects = [parsed.status, parsed.dropBefore, parsed.dropAfter].filter(
    (it) => it !== undefined,
  ).length;
  if (effects > 1) throw new BadSandboxInput('A fault has only one of status, dropBefore and dropAfter.');
  if (effects === 0 && parsed.delayMs === undefined) {
    throw new BadSandboxInput('A fault needs delayMs, status, dropBefore or dropAfter.');
  }
  return parsed;
}

function headersOf(value: unknown): Record<string, string> {
  const headers = asObject(value, 'headers');
  return Object.fromEntries(
    Object.entries(headers).map(([name, header]) => [name.toLowerCase(), String(header)]),
  );
}
