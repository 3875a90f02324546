import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** Where decorated handlers and tasks are found: the running application, or a list in tests. */
export abstract class ProviderSource {
  abstract instances(): object[];

  static of(instances: object[]): ProviderSource {
    return { instances: () => instances };
  }
}

/** Every singleton of the Nest application. */
@Injectable()
export class DiscoveredProviders extends ProviderSource {
  constructor(private readonly discovery: DiscoveryService) {
    super();
  }

  instances(): object[] {
    const found = this.discovery.getProviders().map((wrapper): unknown => wrapper.instance);
    return [...new Set(found.filter((one): one is object => typeof one === 'object' && one !== null))];
  }
}

/** The instances whose class carries metadata under `key`, with it. */
export function decorated<O>(source: ProviderSource, key: string): { instance: object; options: O }[] {
  return source.instances().flatMap((instance) => {
    const options = Reflect.getMetadata(key, instance.constructor) as O | undefined;
    return options === undefined ? [] : [{ instance, options }];
  });
}
