import { GatewayError } from '@automna/openclaw';
import { NotYet, StepFailure } from '../domain/failures.js';
import { waitForGateway } from './gateway.step.js';
import type { ProvisionStep, StepContext } from './provision-step.js';

const PATIENCE_MS = 5 * 60_000;

/**
 * Makes sure the machine runs with what its owner has now, not with what they had minutes ago when it was made, and
 * that the agent takes our token.
 */
export const channelsStep: ProvisionStep = {
  id: 'channels',
  async run(context) {
    const { tools, machine, signal, save } = context;
    const desired = await context.desired();
    const { updated } = await tools.updater.bringUpToDate({ machine, desired, save, signal });
    if (updated) await waitForGateway(context);
    await proveToken(context);
  },
};

async function proveToken({ tools, machine, startedAt, signal }: StepContext): Promise<void> {
  try {
    await tools.gateway.health(tools.desired.appUrl(machine), tools.desired.gatewayToken(machine), signal);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.failure === 'refused') throw new StepFailure('gateway_refused', error.message);
    if (tools.clock.now().getTime() - startedAt.getTime() > PATIENCE_MS) {
      throw new StepFailure('gateway_silent', error.message);
    }
    throw new NotYet(2_000, error.message);
  }
}
