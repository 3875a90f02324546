import { type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { MachineProvisioner } from '../services/machine-provisioner.service.js';

interface OfCustomer {
  userId: string;
}

/** What a customer connects or disconnects reaches the machine. */
@Injectable()
@OnEvent({ event: 'channels.changed', subscriber: 'fly-provisioner.apply' })
export class ApplyOnChannels implements JobHandler<OfCustomer> {
  constructor(
    private readonly provisioner: MachineProvisioner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload }: Job<OfCustomer>): Promise<void> {
    await this.unitOfWork.run((tx) => this.provisioner.apply(tx, payload.userId, 'channels changed'));
  }
}

/** A new, other or removed key reaches the machine. */
@Injectable()
@OnEvent({ event: 'byok.key-changed', subscriber: 'fly-provisioner.apply' })
export class ApplyOnKey implements JobHandler<OfCustomer> {
  constructor(
    private readonly provisioner: MachineProvisioner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload }: Job<OfCustomer>): Promise<void> {
    await this.unitOfWork.run((tx) => this.provisioner.apply(tx, payload.userId, 'key changed'));
  }
}

/**
 * Another plan changes sleep mode, gates and channels in one update; a customer who is not served any more has their
 * machine stopped, one who is served again gets the same one back. The event only says that something changed.
 */
@Injectable()
@OnEvent({ event: 'billing.subscription-changed', subscriber: 'fly-provisioner.apply' })
export class ApplyOnPlan implements JobHandler<OfCustomer> {
  constructor(
    private readonly provisioner: MachineProvisioner,
    private readonly unitOfWork: UnitOfWork,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  async handle({ payload: { userId } }: Job<OfCustomer>): Promise<void> {
    const suspension = await this.plans.suspensionOf(userId);
    await this.unitOfWork.run((tx) =>
      suspension
        ? this.provisioner.suspend(tx, userId, 'subscription changed')
        : this.provisioner.apply(tx, userId, 'plan changed'),
    );
  }
}
