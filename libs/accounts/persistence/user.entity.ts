import type { Role } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class UserEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  /** Normalised. */
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash!: string;

  @Column({ type: 'text' })
  role!: Role;

  @InstantColumn({ name: 'email_verified_at', nullable: true })
  emailVerifiedAt!: Date | null;

  /** When the end of the account was asked for; null while it stays. Written by `DeletionStore` alone, like the next two. */
  @InstantColumn({ name: 'deletion_requested_at', nullable: true })
  deletionRequestedAt!: Date | null;

  /** When it is (or was) due. */
  @InstantColumn({ name: 'deletion_due_at', nullable: true })
  deletionDueAt!: Date | null;

  @InstantColumn({ name: 'deleted_at', nullable: true })
  closedAt!: Date | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
