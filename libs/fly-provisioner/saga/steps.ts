import { appStep } from './app.step.js';
import { channelsStep } from './channels.step.js';
import { gatewayStep } from './gateway.step.js';
import { machineStep } from './machine.step.js';
import { networkStep } from './network.step.js';
import type { ProvisionStep } from './provision-step.js';
import { secretsStep } from './secrets.step.js';
import { startStep } from './start.step.js';
import { volumeStep } from './volume.step.js';

/** Setting up a machine, as data: in this order, each step once. */
export const PROVISION_STEPS: readonly ProvisionStep[] = [
  appStep,
  networkStep,
  secretsStep,
  volumeStep,
  machineStep,
  startStep,
  gatewayStep,
  channelsStep,
];
