import { type Job, type JobHandler, OnEvent, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { Deletions } from '../fleet/deletions.service.js';

/** An account was closed: its machine is held with a snapshot, and then removed with everything around it. */
@Injectable()
@OnEvent({ event: 'account.deletion-due', subscriber: 'fly-provisioner.remove' })
export class RemoveWithAccount implements JobHandler<{ userId: string }> {
  constructor(
    private readonly deletions: Deletions,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload: { userId } }: Job<{ userId: string }>): Promise<void> {
    await this.unitOfWork.run((tx) => this.deletions.scheduleMachine(tx, userId, 'the account was closed'));
  }
}
