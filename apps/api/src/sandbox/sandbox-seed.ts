import { StaffAccounts } from '@automna/accounts';
import { CatalogueSync } from '@automna/billing';
import { AppLogger } from '@automna/core';
import { Injectable } from '@nestjs/common';

/** Demo logins, printed by `npm start`. They exist in the sandbox profile only. */
const STAFF = [
  { email: 'admin@automna.test', password: 'automna-demo-admin', role: 'admin', name: 'Ada Admin' },
  { email: 'support@automna.test', password: 'automna-demo-support', role: 'support', name: 'Sam Support' },
] as const;

/** Makes a fresh sandbox usable: prices to buy and people to sign in as. Safe to run at every start of the API. */
@Injectable()
export class SandboxSeed {
  constructor(
    private readonly staff: StaffAccounts,
    private readonly catalogue: CatalogueSync,
    private readonly logger: AppLogger,
  ) {}

  async plant(): Promise<void> {
    try {
      await this.catalogue.syncCatalogue({ dryRun: false, portal: true });
    } catch (error) {
      this.logger.warn({
        message:
          'The catalogue was not written to Stripe: start the sandbox, then run `npm run cli -- stripe sync-catalogue`',
        err: error,
      });
    }
    for (const { email, password, role, name } of STAFF) {
      await this.staff.createAdmin(email, password, role, name);
    }
  }
}
