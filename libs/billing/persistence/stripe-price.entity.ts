import type { Catalogue } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A price that stands, or once stood, for one of our plans. */
@Entity('stripe_prices')
export class StripePriceEntity {
  @PrimaryColumn({ name: 'price_id', type: 'text' })
  priceId!: string;

  @Column({ type: 'text' })
  catalogue!: Catalogue;

  @Column({ type: 'text' })
  plan!: string;

  @Column({ name: 'lookup_key', type: 'text' })
  lookupKey!: string;

  @Column({ type: 'integer', nullable: true })
  cents!: number | null;

  @InstantColumn({ name: 'seen_at' })
  seenAt!: Date;
}
