import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { KeyShredder } from '../services/key-shredder.service.js';

/** The account is deleted for good: whatever was sealed for it can be opened by nobody from now on. */
@Injectable()
@OnEvent({ event: 'account.deletion-due', subscriber: 'byok.shred' })
export class AccountDeletionHandler implements JobHandler<{ userId: string }> {
  constructor(private readonly shredder: KeyShredder) {}

  handle({ payload }: Job<{ userId: string }>): Promise<void> {
    return this.shredder.shredAccount(payload.userId);
  }
}
