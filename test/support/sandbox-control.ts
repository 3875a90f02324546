/** The sandbox's own switches, as tests use them. `vendorUrl` is the address of one stand-in. */
export interface Fault {
  method?: string;
  route: string;
  match?: Record<string, unknown>;
  /** How often; null = until cleared. Default 1. */
  times?: number | null;
  after?: number;
  fault: {
    delayMs?: number;
    status?: number;
    body?: unknown;
    headers?: Record<string, string>;
    dropBefore?: boolean;
    dropAfter?: boolean;
  };
}

async function send(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

export const sandbox = {
  fault: (vendorUrl: string, fault: Fault) => send(`${vendorUrl}/_sandbox/faults`, 'POST', fault),
  clearFaults: (vendorUrl: string) => send(`${vendorUrl}/_sandbox/faults`, 'DELETE'),
  webhooks: (vendorUrl: string, mode: { mode: string; delayMs?: number; types?: string[] }) =>
    send(`${vendorUrl}/_sandbox/webhooks`, 'POST', mode),
  releaseWebhooks: (vendorUrl: string) => send(`${vendorUrl}/_sandbox/webhooks/release`, 'POST', {}),
  state: (vendorUrl: string) => send(`${vendorUrl}/_sandbox/state`, 'GET'),
  requests: (vendorUrl: string, since = 0) =>
    send(`${vendorUrl}/_sandbox/requests?since=${since}&limit=5000`, 'GET'),
  advanceClock: (vendorUrl: string, advanceSeconds: number) =>
    send(`${vendorUrl}/_sandbox/clock`, 'POST', { advanceSeconds }),
  /** From now on the key behaves as `state` says (see the sandbox's README); null gives it back to its text. */
  key: (vendorUrl: string, key: string, state: string | null) =>
    send(`${vendorUrl}/_sandbox/anthropic/keys`, 'POST', { key, state }),
};
