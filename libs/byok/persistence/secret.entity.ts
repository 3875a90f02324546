import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A sealed secret of a customer, unique by (user, name). Nothing here can be read without the master key `keyId`,
 * which seals the data key; rows from before data keys existed are sealed by the master key itself.
 */
@Entity('secrets')
export class SecretRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'key_id', type: 'text' })
  keyId!: string;

  @Column({ type: 'text' })
  iv!: string;

  @Column({ type: 'text' })
  ciphertext!: string;

  @Column({ name: 'data_key_iv', type: 'text', nullable: true })
  dataKeyIv!: string | null;

  @Column({ name: 'data_key', type: 'text', nullable: true })
  dataKey!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
