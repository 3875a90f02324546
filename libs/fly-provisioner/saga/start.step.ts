import { NotYet, StepFailure } from '../domain/failures.js';
import { FlyError } from '../adapters/fly-error.js';
import type { ProvisionStep } from './provision-step.js';

const WAIT_SECONDS = 20;
const PATIENCE_MS = 5 * 60_000;

const STARTABLE = new Set(['stopped', 'suspended', 'failed', 'launch_failed']);

export const startStep: ProvisionStep = {
  id: 'start',
  async run({ tools: { fly, clock, updater }, machine, desired, save, startedAt, signal }) {
    const { id, appName, flyMachineId } = machine;
    if (!flyMachineId) throw new Error(`Machine ${id} has no id at Fly before its start step`);
    // Held while nobody paid, it would sleep through every knock.
    if (machine.suspended) await updater.bringUpToDate({ machine, desired: await desired(), save, signal });
    const live = await fly.getMachine(appName, flyMachineId, { signal });
    // Fly goes on showing machines that are gone.
    if (!live || live.state.startsWith('destroy'))
      throw new FlyError('not_found', `Machine ${flyMachineId} of ${appName} is gone`);
    if (live.state === 'started') return;
    if (STARTABLE.has(live.state)) await fly.startMachine(appName, flyMachineId, { signal });
    if (await fly.waitUntilStarted(appName, flyMachineId, WAIT_SECONDS, signal)) return;
    if (clock.now().getTime() - startedAt.getTime() > PATIENCE_MS) {
      throw new StepFailure('slow_start', `Still ${live.state} after ${PATIENCE_MS / 60_000} minutes`);
    }
    throw new NotYet(1_000, `The machine is still ${live.state}`);
  },
};
