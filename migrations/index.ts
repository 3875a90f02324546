import type { MigrationInterface } from 'typeorm';
import { Core1763800001000 } from './1763800001000-core.js';
import { Accounts1763800002000 } from './1763800002000-accounts.js';
import { Notifications1763800003000 } from './1763800003000-notifications.js';
import { Billing1763800004000 } from './1763800004000-billing.js';
import { Openclaw1763800005000 } from './1763800005000-openclaw.js';
import { FlyProvisioner1763800006000 } from './1763800006000-fly-provisioner.js';
import { Byok1763800007000 } from './1763800007000-byok.js';
import { ServiceLimits1763800008000 } from './1763800008000-service-limits.js';
import { Onboarding1763800009000 } from './1763800009000-onboarding.js';
import { BillingLifecycle1763800010000 } from './1763800010000-billing-lifecycle.js';
import { BillingReconcile1763800011000 } from './1763800011000-billing-reconcile.js';
import { ChannelPause1763800012000 } from './1763800012000-channel-pause.js';
import { ByokRotation1763800013000 } from './1763800013000-byok-rotation.js';
import { MachineReconcile1763800014000 } from './1763800014000-machine-reconcile.js';
import { OpenclawObservation1763800015000 } from './1763800015000-openclaw-observation.js';
import { BillingAttention1763800016000 } from './1763800016000-billing-attention.js';
import { OwnerStop1763800017000 } from './1763800017000-owner-stop.js';
import { ChannelOwner1763800018000 } from './1763800018000-channel-owner.js';

/** Every schema migration, oldest first. A room adds two lines: its import and its place in the list. */
export const migrations: (new () => MigrationInterface)[] = [
  Core1763800001000,
  Accounts1763800002000,
  Notifications1763800003000,
  Billing1763800004000,
  Openclaw1763800005000,
  FlyProvisioner1763800006000,
  Byok1763800007000,
  ServiceLimits1763800008000,
  Onboarding1763800009000,
  BillingLifecycle1763800010000,
  BillingReconcile1763800011000,
  ChannelPause1763800012000,
  ByokRotation1763800013000,
  MachineReconcile1763800014000,
  OpenclawObservation1763800015000,
  BillingAttention1763800016000,
  OwnerStop1763800017000,
  ChannelOwner1763800018000,
];
