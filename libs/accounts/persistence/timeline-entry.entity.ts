import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('timeline_entries')
export class TimelineEntryEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @InstantColumn({ name: 'at' })
  at!: Date;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  cause!: string | null;

  @JsonColumn({ name: 'data' })
  data!: object;
}
