import { type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { MachineProvisioner } from '../services/machine-provisioner.service.js';

interface OfCustomer {
  userId: string;
}

interface SubscriptionChanged extends OfCustomer {
  after?: { live?: boolean };
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

/** Another plan changes sleep mode, gates and channels in one update. */
@Injectable()
@OnEvent({ event: 'billing.subscription-changed', subscriber: 'fly-provisioner.apply' })
export class ApplyOnPlan implements JobHandler<SubscriptionChanged> {
  constructor(
    private readonly provisioner: MachineProvisioner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload }: Job<SubscriptionChanged>): Promise<void> {
    if (!payload.after?.live) return;
    await this.unitOfWork.run((tx) => this.provisioner.apply(tx, payload.userId, 'plan changed'));
  }
}
