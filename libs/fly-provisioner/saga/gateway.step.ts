import { NotYet, StepFailure } from '../domain/failures.js';
import type { ProvisionStep, StepContext } from './provision-step.js';

const POLL_MS = 1_000;
const POLLS = 25;
const PATIENCE_MS = 5 * 60_000;

/**
 * Waits until OpenClaw says it has started: 15 to 30 seconds after the machine. Asked through Fly's proxy, so a
 * machine that has meanwhile gone to sleep wakes up.
 */
export async function waitForGateway({ tools, machine, startedAt, signal }: StepContext): Promise<void> {
  const url = tools.desired.appUrl(machine);
  for (let poll = 0; poll < POLLS; poll += 1) {
    signal.throwIfAborted();
    if ((await tools.gateway.startup(url, signal)) === 'started') return;
    await tools.pause.for(POLL_MS, signal);
  }
  if (tools.clock.now().getTime() - startedAt.getTime() > PATIENCE_MS)
    throw new StepFailure('gateway_silent');
  throw new NotYet(POLL_MS, 'The agent does not answer yet');
}

export const gatewayStep: ProvisionStep = {
  id: 'gateway',
  run: waitForGateway,
};
