import { sandbox } from '../../support/sandbox-control.js';
import type { Stack } from '../../support/stack.ts';
import { asAdmin } from './staff-api.js';

interface FlyState {
  apps: { name: string; secrets: string[] }[];
  machines: { id: string; app: string; state: string }[];
  volumes: { id: string; app: string; state: string }[];
}

/** Fly shows what was destroyed for some while; a volume is done away with in its own time. */
const GONE = ['destroyed', 'pending_destroy'];

/** What a customer has at Fly, as Fly itself sees it. */
export class AtFly {
  private constructor(
    private readonly stack: Stack,
    readonly appName: string,
    readonly machineId: string,
  ) {}

  static async find(stack: Stack, email: string): Promise<AtFly> {
    const { items } = await asAdmin<{ items: { id: string }[] }>(
      stack,
      `/customers?query=${encodeURIComponent(email)}`,
    );
    const { machine } = await asAdmin<{ machine: { appName: string; machineId: string } }>(
      stack,
      `/customers/${items[0]?.id}`,
    );
    return new AtFly(stack, machine.appName, machine.machineId);
  }

  /** Names of the secrets its machine is started with. */
  async secrets(): Promise<string[]> {
    const { apps } = await this.state();
    return apps.find(({ name }) => name === this.appName)?.secrets ?? [];
  }

  /** What is there and costs money or holds data; empty when nothing is left. */
  async remains(): Promise<string[]> {
    const { apps, machines, volumes } = await this.state();
    const mine = ({ app }: { app: string }) => app === this.appName;
    const gone = ({ state }: { state: string }) => GONE.includes(state);
    return [
      ...apps.filter(({ name }) => name === this.appName).map(({ name }) => `app ${name}`),
      ...machines.filter((it) => mine(it) && !gone(it)).map(({ id, state }) => `machine ${id} ${state}`),
      ...volumes.filter((it) => mine(it) && !gone(it)).map(({ id, state }) => `volume ${id} ${state}`),
    ];
  }

  /** Plays the phone of whoever links WhatsApp. */
  async phone(act: { scan: true } | { logout: true }): Promise<void> {
    const response = await fetch(
      `${this.stack.vendors.fly}/_sandbox/fly/machines/${this.machineId}/whatsapp`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(act),
      },
    );
    if (!response.ok) throw new Error(`The phone could not: ${response.status} ${await response.text()}`);
  }

  private async state(): Promise<FlyState> {
    return (await sandbox.state(this.stack.vendors.fly)) as FlyState;
  }
}
