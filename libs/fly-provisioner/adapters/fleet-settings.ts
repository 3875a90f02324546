import type { FlyPrices } from '../domain/prices.js';

/** How the fleet is kept: what things cost, and how long they are held before they go. `AppConfig.fly` provides it. */
export abstract class FleetSettings {
  abstract readonly prices: FlyPrices;
  /** Days between the decision to remove something with a volume and its removal. */
  abstract readonly holdDays: number;
}
