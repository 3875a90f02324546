import type { Role } from '@automna/contracts';
import { Clock, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AccountError } from '../accounts.errors.js';
import { normaliseEmail } from '../domain/email.js';
import { weaknessOf } from '../domain/password-strength.js';
import { UserEntity } from '../persistence/user.entity.js';
import { AuditLog } from './audit-log.service.js';
import { PasswordHasher } from './password-hasher.js';
import { Sessions } from './sessions.service.js';
import { toUserView, type UserView } from './users.service.js';

/** Makes staff accounts, for the command line and the demo data. */
@Injectable()
export class StaffAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account with a verified address, or gives the existing one this role and password (which ends its
   * sessions). Safe to run twice: an account that is already so stays untouched. @throws AccountError weak_password
   */
  async createAdmin(email: string, password: string, role: Role, name = localPart(email)): Promise<UserView> {
    const address = normaliseEmail(email);
    const weakness = weaknessOf(password, { email: address, name: '' });
    if (weakness) throw new AccountError('weak_password', weakness);
    const known = await this.users.findOneBy({ email: address });
    if (known?.role === role && (await this.hasher.verify(known.passwordHash, password)))
      return toUserView(known);
    const passwordHash = await this.hasher.hash(password);
    return toUserView(
      await this.unitOfWork.run((tx) => this.put(tx, name, { email: address, role, passwordHash })),
    );
  }

  private async put(
    tx: Tx,
    name: string,
    account: { email: string; role: Role; passwordHash: string },
  ): Promise<UserEntity> {
    const now = this.clock.now();
    const existing = await tx.manager.findOneBy(UserEntity, { email: account.email });
    const before = existing && { role: existing.role };
    const user = tx.manager.create(UserEntity, {
      id: newId('usr'),
      name,
      createdAt: now,
      deletionRequestedAt: null,
      deletionDueAt: null,
      closedAt: null,
      ...existing,
      ...account,
      emailVerifiedAt: existing?.emailVerifiedAt ?? now,
      updatedAt: now,
    });
    await tx.manager.save(user);
    if (existing) await this.sessions.revokeAll(tx, user.id, 'password_changed');
    await this.audit.record(tx, {
      actorId: 'system',
      action: 'accounts.set_role',
      subject: user.id,
      reason: 'create-admin command',
      before,
      after: { role: account.role },
    });
    return user;
  }
}

/** What we call somebody who did not say: the part of the address before the @. */
function localPart(email: string): string {
  return email.trim().split('@')[0] ?? email;
}
