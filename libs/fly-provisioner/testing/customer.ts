import { randomBytes } from 'node:crypto';
import type { PlanName } from '@automna/contracts';
import {
  AppConfig,
  DomainError,
  type LibsqlDataSource,
  newId,
  openTestDatabase,
  Secret,
} from '@automna/core';
import { ChannelEntity, ChannelSightEntity, type PlanOfCustomer, type Suspension } from '@automna/openclaw';
import { Logger } from '@nestjs/common';
import { MachineError } from '../fly-provisioner.errors.js';
import { MachineEntity } from '../persistence/machine.entity.js';
import { MachineObservationEntity } from '../persistence/machine-observation.entity.js';
import { ProvisionStepEntity } from '../persistence/provision-step.entity.js';

/** What the customer has; tests change it as they go. */
export interface Customer {
  userId: string;
  plan: PlanName | null;
  key: Secret | null;
  /** Why they are not served; null while they are. */
  suspension: Suspension | null;
}

/** Billing's side of the port, answering with what the customer has at that moment. */
export function plansOf(customer: Customer): PlanOfCustomer {
  return {
    planOf: () => Promise.resolve(customer.plan),
    suspensionOf: () => Promise.resolve(customer.suspension),
    requireService: async () => {
      if (customer.suspension === 'payment') {
        throw new DomainError('payment_overdue', { status: 402, title: 'A payment is overdue.' });
      }
      if (!customer.plan) throw new MachineError('subscription_required');
      return customer.plan;
    },
  };
}

export function testConfig(env: NodeJS.ProcessEnv = {}): AppConfig {
  return AppConfig.fromEnvironment({
    PROFILE: 'sandbox',
    JWT_SECRET: 'a'.repeat(20) + 'b'.repeat(20),
    SECRETS_MASTER_KEYS: `k1:${MASTER_KEY}`,
    ...env,
  });
}

const MASTER_KEY = randomBytes(32).toString('base64');

/** In memory: the properties below take tens of thousands of writes. Silent: the failures are on purpose. */
export function openProvisioningDatabase(): Promise<LibsqlDataSource> {
  Logger.overrideLogger(false);
  const entities = [
    MachineEntity,
    MachineObservationEntity,
    ProvisionStepEntity,
    ChannelEntity,
    ChannelSightEntity,
  ];
  return openTestDatabase({ url: ':memory:', entities });
}

export async function newCustomer(
  database: LibsqlDataSource,
  overrides: Partial<Customer> = {},
): Promise<Customer> {
  const userId = newId('usr');
  const now = new Date().toISOString();
  await database.query(
    `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
     VALUES (?, ?, 'Ada', 'x', 'customer', ?, ?)`,
    [userId, `${userId}@example.test`, now, now],
  );
  return {
    userId,
    plan: 'pro',
    suspension: null,
    key: new Secret(`sk-ant-api03-${randomBytes(20).toString('hex')}`),
    ...overrides,
  };
}
