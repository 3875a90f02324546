import { CatalogueSync } from '@automna/billing';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { type OutputOptions, print } from './output.js';

interface SyncOptions extends OutputOptions {
  dryRun?: boolean;
  webhook?: boolean;
}

@SubCommand({
  name: 'sync-catalogue',
  description: 'Creates or repairs the products and prices of the plan catalogue at Stripe',
})
export class SyncCatalogueCommand extends CommandRunner {
  constructor(private readonly catalogue: CatalogueSync) {
    super();
  }

  async run(_args: string[], options: SyncOptions): Promise<void> {
    const { actions, webhookSecret } = await this.catalogue.syncCatalogue({
      dryRun: options.dryRun ?? false,
      webhook: options.webhook ?? false,
    });
    const verb = options.dryRun ? 'Would do' : 'Done';
    print(
      options,
      { dryRun: options.dryRun ?? false, actions, webhookSecret: webhookSecret?.reveal() ?? null },
      [
        ...actions.map((action) => `${verb}: ${action.sentence}`),
        ...(actions.length === 0 ? ['Stripe already offers exactly the plans of the catalogue.'] : []),
        // Stripe tells this secret once, so it has to be shown to whoever made the endpoint.
        ...(webhookSecret ? [`Set STRIPE_WEBHOOK_SECRET=${webhookSecret.reveal()}`] : []),
      ],
    );
    if (actions.some((action) => action.kind.startsWith('warn'))) process.exitCode = 1;
  }

  @Option({ flags: '--dry-run', description: 'say what would be done and do nothing' })
  dryRun(): boolean {
    return true;
  }

  @Option({ flags: '--webhook', description: 'also create the webhook endpoint for PUBLIC_URL' })
  webhook(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

@Command({ name: 'stripe', description: 'The catalogue at Stripe', subCommands: [SyncCatalogueCommand] })
export class StripeCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
