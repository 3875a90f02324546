import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  EVENT_SUBSCRIBER,
  OUTBOX_HANDLER,
  type OnEventOptions,
  type OutboxHandlerOptions,
} from './outbox-decorators.js';
import type { JobHandler } from './outbox-types.js';
import { eventKind } from './outbox-writer.js';
import { ProviderSource, decorated } from './provider-source.js';

export interface RegisteredHandler {
  handler: JobHandler;
  leaseMs: number;
}

interface Table {
  handlers: Map<string, RegisteredHandler>;
  subscribers: Map<string, string[]>;
}

const DEFAULT_LEASE_SECONDS = 60;

/** Who carries out which kind of job, and who listens to which event. Two for one kind stop the start. */
@Injectable()
export class OutboxRegistry implements OnModuleInit {
  private table: Table | undefined;

  constructor(private readonly source: ProviderSource) {}

  onModuleInit(): void {
    this.read();
  }

  kinds(): string[] {
    return [...this.read().handlers.keys()];
  }

  handlerOf(kind: string): RegisteredHandler | undefined {
    return this.read().handlers.get(kind);
  }

  subscribersOf(event: string): string[] {
    return this.read().subscribers.get(event) ?? [];
  }

  private read(): Table {
    this.table ??= build(this.source);
    return this.table;
  }
}

function build(source: ProviderSource): Table {
  const handlers = new Map<string, RegisteredHandler>();
  const subscribers = new Map<string, string[]>();
  const add = (kind: string, instance: object, leaseSeconds = DEFAULT_LEASE_SECONDS): void => {
    if (handlers.has(kind)) throw new Error(`Two handlers claim the outbox jobs of kind ${kind}`);
    handlers.set(kind, { handler: instance as JobHandler, leaseMs: leaseSeconds * 1000 });
  };
  for (const { instance, options } of decorated<OutboxHandlerOptions>(source, OUTBOX_HANDLER)) {
    add(options.kind, instance, options.leaseSeconds);
  }
  for (const { instance, options } of decorated<OnEventOptions>(source, EVENT_SUBSCRIBER)) {
    add(eventKind(options.event, options.subscriber), instance);
    subscribers.set(options.event, [...(subscribers.get(options.event) ?? []), options.subscriber]);
  }
  return { handlers, subscribers };
}
