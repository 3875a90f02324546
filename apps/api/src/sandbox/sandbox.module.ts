import { AccountsModule } from '@automna/accounts';
import { BillingModule } from '@automna/billing';
import { Module } from '@nestjs/common';
import { SandboxSeed } from './sandbox-seed.js';

/** What exists only in the sandbox profile: demo staff and a catalogue at the Stripe stand-in. */
@Module({ imports: [AccountsModule, BillingModule], providers: [SandboxSeed] })
export class SandboxModule {}
