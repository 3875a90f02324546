import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit_entries')
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @InstantColumn({ name: 'at' })
  at!: Date;

  @Column({ name: 'actor_id', type: 'text' })
  actorId!: string;

  @Column({ type: 'text' })
  action!: string;

  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'text' })
  reason!: string;

  @JsonColumn({ name: 'before', nullable: true })
  before!: object | null;

  @JsonColumn({ name: 'after', nullable: true })
  after!: object | null;
}
