import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountController } from './http/account.controller.js';
import { AuthController } from './http/auth.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { AuditEntryEntity } from './persistence/audit-entry.entity.js';
import { DeletionStore } from './persistence/deletion-store.js';
import { SessionStore } from './persistence/session-store.js';
import { TimelineEntryEntity } from './persistence/timeline-entry.entity.js';
import { UserEntity } from './persistence/user.entity.js';
import { AccountDeletion } from './services/account-deletion.service.js';
import { AccessTokens } from './services/access-tokens.js';
import { AttemptLimiter } from './services/attempt-limiter.js';
import { AuditLog } from './services/audit-log.service.js';
import { EmailVerification } from './services/email-verification.service.js';
import { JwtStrategy } from './services/jwt.strategy.js';
import { OneTimeTokens } from './services/one-time-tokens.js';
import { PasswordHasher } from './services/password-hasher.js';
import { PasswordReset } from './services/password-reset.service.js';
import { Registration } from './services/registration.service.js';
import { Sessions } from './services/sessions.service.js';
import { SignIn } from './services/sign-in.service.js';
import { StaffAccounts } from './services/staff-accounts.service.js';
import { Timeline } from './services/timeline.service.js';
import { Users } from './services/users.service.js';
import { CloseAccountsTask } from './tasks/close-accounts.task.js';
import { ForgetExpiredTask } from './tasks/forget-expired.task.js';
import { PasswordResetHandler } from './tasks/password-reset.handler.js';

/** People and their sessions, the timeline and the audit log. Needs `AccountMails` from a global module above. */
@Module({
  imports: [
    PassportModule,
    JwtModule.register({}),
    TypeOrmModule.forFeature([UserEntity, TimelineEntryEntity, AuditEntryEntity]),
  ],
  controllers: [AccountController, AuthController],
  providers: [
    AccessTokens,
    AccountDeletion,
    AttemptLimiter,
    AuditLog,
    CloseAccountsTask,
    DeletionStore,
    EmailVerification,
    ForgetExpiredTask,
    JwtStrategy,
    OneTimeTokens,
    PasswordHasher,
    PasswordReset,
    PasswordResetHandler,
    RefreshCookie,
    Registration,
    Sessions,
    SessionStore,
    SignIn,
    StaffAccounts,
    Timeline,
    Users,
  ],
  exports: [AuditLog, StaffAccounts, Timeline, Users],
})
export class AccountsModule {}
