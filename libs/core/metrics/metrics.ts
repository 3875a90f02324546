import { Injectable } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  type CounterConfiguration,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client';

/**
 * The Prometheus registry of this process. Asking twice for one name gives the same metric. Label values must come
 * from small fixed sets (route patterns, states), never from ids.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  counter<T extends string>(options: Omit<CounterConfiguration<T>, 'registers'>): Counter<T> {
    return this.existing<Counter<T>>(options.name) ?? new Counter({ ...options, registers: [this.registry] });
  }

  histogram<T extends string>(options: Omit<HistogramConfiguration<T>, 'registers'>): Histogram<T> {
    return (
      this.existing<Histogram<T>>(options.name) ?? new Histogram({ ...options, registers: [this.registry] })
    );
  }

  /** A gauge may bring `collect`, which is asked at each scrape: for depths that live in the database. */
  gauge<T extends string>(options: Omit<GaugeConfiguration<T>, 'registers'>): Gauge<T> {
    return this.existing<Gauge<T>>(options.name) ?? new Gauge({ ...options, registers: [this.registry] });
  }

  render(): Promise<string> {
    return this.registry.metrics();
  }

  private existing<M>(name: string): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }
}
