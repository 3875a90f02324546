import type { Fly } from '../fly.js';
import type { Machine } from '../state/types.js';

/** Why the proxy could not bring a request to a machine. */
export class ProxyError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const RISING = ['created', 'starting', 'updating', 'restarting'];
const ASLEEP = ['stopped', 'suspended', 'stopping', 'suspending'];
const EXTRA_WAIT_MS = 10_000;

/** The machine behind an app's public address, awake. A sleeping one is woken when its service says autostart. */
export async function machineBehind(fly: Fly, app: string): Promise<Machine> {
  const machines = fly.store.machinesOf(app);
  const machine = machines.find((it) => it.state === 'started') ?? machines[0];
  if (!machine) throw new ProxyError(404, `no machine answers for ${app}`);
  const services = machine.config.services ?? [];
  if (services.length === 0) throw new ProxyError(502, `machine ${machine.id} has no public services`);
  if (machine.cordoned || machine.hostStatus !== 'ok')
    throw new ProxyError(503, `machine ${machine.id} is not in service`);

  const patience = fly.settings.bootMs + fly.settings.stopMs + EXTRA_WAIT_MS;
  if (ASLEEP.includes(machine.state)) {
    if (!services.some((it) => it.autostart)) {
      throw new ProxyError(503, `machine ${machine.id} is ${machine.state} and autostart is off`);
    }
    await fly.lifecycle.waitFor(machine, () => !['stopping', 'suspending'].includes(machine.state), patience);
    if (['stopped', 'suspended'].includes(machine.state)) wake(fly, machine);
  }
  if (RISING.includes(machine.state)) {
    const left = () => !RISING.includes(machine.state);
    await fly.lifecycle.waitFor(machine, left, patience);
  }
  if (machine.state !== 'started' || !machine.process) {
    throw new ProxyError(502, `machine ${machine.id} is ${machine.state}`);
  }
  machine.lastTraffic = fly.clock.now().getTime();
  return machine;
}

function wake(fly: Fly, machine: Machine): void {
  try {
    fly.lifecycle.start(machine, 'flyproxy');
  } catch (error) {
    throw new ProxyError(503, error instanceof Error ? error.message : String(error));
  }
}

/** Stops machines that had no traffic for a while and may sleep, as the vendor's proxy does every few minutes. */
export function stopIdle(fly: Fly): void {
  const idleSince = fly.clock.now().getTime() - fly.settings.idleStopSeconds * 1000;
  for (const machine of fly.store.machines.values()) {
    if (machine.state !== 'started' || machine.lastTraffic > idleSince) continue;
    const service = machine.config.services?.find((it) => it.autostop);
    if (!service) continue;
    const running = fly.store.machinesOf(machine.app).filter((it) => it.state === 'started').length;
    if (running <= (service.min_machines_running ?? 0)) continue;
    if (service.autostop === 'suspend') fly.lifecycle.suspend(machine, 'flyproxy');
    else fly.lifecycle.stop(machine, 'flyproxy');
  }
}
