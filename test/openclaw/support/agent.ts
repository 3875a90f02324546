import { createHash } from 'node:crypto';
import type { Stack } from '../../support/stack.js';

/** The customer's machine, looked at with the house's own rights at Fly. */
export class Agent {
  private constructor(
    private readonly fly: string,
    readonly app: string,
    readonly machineId: string,
    private readonly token: string,
  ) {}

  /** The only machine of a stack. */
  static async only({ vendors }: Stack): Promise<Agent> {
    const { machines } = (await get(`${vendors.fly}/_sandbox/state`)) as {
      machines: { id: string; app: string; state: string }[];
    };
    const [machine, ...others] = machines.filter(({ state }) => state !== 'destroyed');
    if (!machine || others.length > 0) throw new Error(`Expected one machine, not ${machines.length}.`);
    const token = await exec(vendors.fly, machine.app, machine.id, ['printenv', 'OPENCLAW_GATEWAY_TOKEN']);
    return new Agent(vendors.fly, machine.app, machine.id, token.trim());
  }

  /** What the gateway itself says to a question of its admin RPC. */
  async rpc(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.fly}/_apps/${this.app}/api/v1/admin/rpc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ method, params }),
    });
    const answer = (await response.json()) as { ok?: boolean; payload?: Record<string, unknown> };
    if (!answer.ok) throw new Error(`${method} was answered ${response.status} ${JSON.stringify(answer)}`);
    return answer.payload ?? {};
  }

  /** Whether the machine's process has this key and its gateway takes work. */
  async runsWith(key: string): Promise<boolean> {
    const command = ['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum'];
    const seen = await exec(this.fly, this.app, this.machineId, command).catch(() => '');
    if (!seen.startsWith(createHash('sha256').update(key).digest('hex'))) return false;
    return this.isUp();
  }

  /** What Fly says of the machine; asking wakes nobody. */
  async state(): Promise<string> {
    const { machines } = (await get(`${this.fly}/_sandbox/state`)) as {
      machines: { id: string; state: string }[];
    };
    return machines.find(({ id }) => id === this.machineId)?.state ?? 'destroyed';
  }

  async isUp(): Promise<boolean> {
    const answer = await fetch(`${this.fly}/_apps/${this.app}/startupz`);
    await answer.body?.cancel();
    return answer.ok;
  }

  /** Seconds until its gateway was ready, and its megabytes. */
  async costs(): Promise<{ bootSeconds: number; rssMb: number; helpersMb: number; peakMb: number }> {
    const { gateways } = (await get(`${this.fly}/_sandbox/fly/openclaw`)) as {
      gateways: { bootMs: number; memory: { rssMb: number; helpersMb: number; peakMb: number } }[];
    };
    const [gateway] = gateways;
    if (!gateway) throw new Error('No gateway runs.');
    return { bootSeconds: gateway.bootMs / 1000, ...gateway.memory };
  }
}

/** What the Anthropic stand-in was asked that holds this text: with which key and for which model. */
export async function askedAnthropic(
  { vendors }: Stack,
  text: string,
): Promise<{ key: string; model: string }[]> {
  const { data } = (await get(`${vendors.anthropic}/_sandbox/requests?limit=20000`)) as {
    data: { path: string; headers: Record<string, string>; requestBody: { model?: string } }[];
  };
  return data
    .filter(({ path, requestBody }) => path === '/v1/messages' && JSON.stringify(requestBody).includes(text))
    .map(({ headers, requestBody }) => ({
      key: (headers['x-api-key'] ?? headers['authorization'] ?? '').slice(-4),
      model: requestBody.model ?? '',
    }));
}

async function exec(fly: string, app: string, machine: string, command: string[]): Promise<string> {
  const response = await fetch(`${fly}/v1/apps/${app}/machines/${machine}/exec`, {
    method: 'POST',
    headers: { authorization: 'Bearer fm2_journey_token', 'content-type': 'application/json' },
    body: JSON.stringify({ command, timeout: 10 }),
  });
  if (!response.ok) throw new Error(`exec was answered ${response.status}`);
  return ((await response.json()) as { stdout: string }).stdout;
}

export async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
