import { CatalogueSync, type ReconcileReport, StripeReconcile } from '@automna/billing';
import { AppConfig } from '@automna/core';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import { endProgress, findingSentence, type OutputOptions, print, showProgress } from './output.js';

interface SyncOptions extends OutputOptions {
  dryRun?: boolean;
  webhook?: boolean;
  legacy?: boolean;
}

@SubCommand({
  name: 'sync-catalogue',
  description:
    'Creates or repairs the products and prices of the plan catalogue, the billing portal and, in production, the webhook endpoint at Stripe',
})
export class SyncCatalogueCommand extends CommandRunner {
  constructor(
    private readonly catalogue: CatalogueSync,
    private readonly config: AppConfig,
  ) {
    super();
  }

  async run(_args: string[], options: SyncOptions): Promise<void> {
    const sandbox = this.config.profile === 'sandbox';
    if (options.legacy && !sandbox) {
      throw new Error(
        '--legacy makes up a past and is for the sandbox only: the real one is at Stripe already.',
      );
    }
    const { actions, webhookSecret } = await this.catalogue.syncCatalogue({
      dryRun: options.dryRun ?? false,
      // The sandbox makes its own endpoint, whose secret the settings know already.
      webhook: options.webhook ?? !sandbox,
      portal: true,
      legacy: options.legacy ?? false,
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

  @Option({
    flags: '--webhook',
    description: 'also in the sandbox: create or repair the webhook endpoint for PUBLIC_URL',
  })
  webhook(): boolean {
    return true;
  }

  @Option({ flags: '--no-webhook', description: 'leave the webhook endpoint alone' })
  noWebhook(): boolean {
    return false;
  }

  @Option({ flags: '--legacy', description: 'sandbox only: also the plans as they were sold before' })
  legacy(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

interface ReconcileCommandOptions extends OutputOptions {
  repair?: boolean;
}

@SubCommand({
  name: 'reconcile',
  description: 'Compares Stripe with the database and says what differs; exits with 1 while anything does',
})
export class ReconcileCommand extends CommandRunner {
  constructor(private readonly reconcile: StripeReconcile) {
    super();
  }

  async run(_args: string[], options: ReconcileCommandOptions): Promise<void> {
    const report = await this.reconcile.run({
      mode: options.repair ? 'repair' : 'look',
      trigger: 'command',
      onProgress: ({ customers, subscriptions, events, calls }) =>
        showProgress(
          `${customers} customers, ${subscriptions} subscriptions, ${events} events, ${calls} requests`,
        ),
    });
    endProgress();
    const { run, findings } = report;
    print(options, { run, findings }, sentencesOf(report));
    if (run.open > 0) process.exitCode = 1;
  }

  @Option({ flags: '--repair', description: 'also put right what needs no person' })
  repair(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print one JSON document' })
  json(): boolean {
    return true;
  }
}

function sentencesOf({ run, findings }: ReconcileReport): string[] {
  const { customers, subscriptions, events, calls } = run.counts;
  const looked = `Compared ${customers} customers, ${subscriptions} subscriptions and ${events} events with ${calls} requests.`;
  if (findings.length === 0) return [looked, 'Everything is as Stripe says.'];
  return [
    looked,
    ...findings.map((finding) => findingSentence(finding, PLANNED)),
    `${findings.length} findings, ${run.open} open.`,
  ];
}

const PLANNED = { 're-read': 'read again', 'take-in-event': 'fetch and carry out' } as const;

@Command({
  name: 'stripe',
  description: 'The catalogue at Stripe, and whether we agree with it',
  subCommands: [SyncCatalogueCommand, ReconcileCommand],
})
export class StripeCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}
