import {
  AccessModule,
  AppConfig,
  AppLogger,
  configureHttp,
  createHttpAdapter,
  HttpModule,
  Metrics,
} from '@automna/core';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StripeWebhookController } from '../http/stripe-webhook.controller.js';
import { WebhookInbox } from '../services/inbox/webhook-inbox.service.js';

/** The webhook route as the API serves it (guard, filter, limits, raw body), on a free port of this machine. */
export async function openWebhookServer(
  inbox: Pick<WebhookInbox, 'receive'>,
  config: AppConfig,
): Promise<{ url: string; app: NestFastifyApplication }> {
  const globals = [
    { provide: AppConfig, useValue: config },
    { provide: AppLogger, useValue: AppLogger.silent() },
    Metrics,
  ];
  @Module({})
  class Globals {}
  @Module({
    imports: [
      { module: Globals, global: true, providers: globals, exports: [AppConfig, AppLogger, Metrics] },
      HttpModule,
      AccessModule,
    ],
    controllers: [StripeWebhookController],
    providers: [{ provide: WebhookInbox, useValue: inbox }],
  })
  class WebhookModule {}

  const app = await NestFactory.create<NestFastifyApplication>(WebhookModule, createHttpAdapter(config), {
    logger: false,
    bodyParser: false,
    rawBody: true,
  });
  await configureHttp(app, config, { webRoot: null });
  await app.listen(0, '127.0.0.1');
  return { url: `${await app.getUrl()}/api/webhooks/stripe`, app };
}

/** Wraps an inbox so that a spec can wait for an event instead of guessing how long it takes. */
export class Arrivals {
  private readonly seen: string[] = [];
  private readonly waiting: { type: string; count: number; resolve: () => void }[] = [];

  constructor(private readonly inbox: Pick<WebhookInbox, 'receive'>) {}

  async receive(rawBody: Buffer | undefined, signature: string | undefined): Promise<void> {
    await this.inbox.receive(rawBody, signature);
    this.seen.push((JSON.parse(rawBody?.toString() ?? '{}') as { type: string }).type);
    for (const one of this.waiting) if (this.count(one.type) >= one.count) one.resolve();
  }

  /** Resolves once `count` deliveries of the type were taken in. */
  async of(type: string, count = 1): Promise<void> {
    if (this.count(type) >= count) return;
    await new Promise<void>((resolve) => this.waiting.push({ type, count, resolve }));
  }

  count(type: string): number {
    return this.seen.filter((one) => one === type).length;
  }
}
