import { AccountsModule } from '@automna/accounts';
import { NotificationsModule } from '@automna/notifications';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AnthropicProbe } from './adapters/anthropic-probe.js';
import { ByokController } from './http/byok.controller.js';
import { ByokKey } from './persistence/byok-key.entity.js';
import { SecretRow } from './persistence/secret.entity.js';
import { ByokKeys } from './services/byok-keys.service.js';
import { MasterKeyRotation } from './rotation/master-key-rotation.service.js';
import { VaultPlace } from './rotation/vault-place.js';
import { CheckLimiter } from './services/check-limiter.service.js';
import { KeyDelivery } from './services/key-delivery.service.js';
import { KeyRecheck } from './services/key-recheck.service.js';
import { KeyRollback } from './services/key-rollback.service.js';
import { KeyShredder } from './services/key-shredder.service.js';
import { KeyStore } from './services/key-store.service.js';
import { Vault } from './services/vault.service.js';
import { AccountDeletionHandler } from './tasks/account-deletion.handler.js';
import { MachineAppliedHandler } from './tasks/machine-applied.handler.js';
import { MachineKeyFailedHandler } from './tasks/machine-key-failed.handler.js';
import { RecheckKeysTask } from './tasks/recheck-keys.task.js';
import { ShredPreviousTask } from './tasks/shred-previous.task.js';

@Module({
  imports: [AccountsModule, NotificationsModule, TypeOrmModule.forFeature([SecretRow, ByokKey])],
  controllers: [ByokController],
  providers: [
    AnthropicProbe,
    ByokKeys,
    CheckLimiter,
    KeyDelivery,
    KeyRecheck,
    KeyRollback,
    KeyShredder,
    KeyStore,
    MasterKeyRotation,
    Vault,
    VaultPlace,
    AccountDeletionHandler,
    MachineAppliedHandler,
    MachineKeyFailedHandler,
    RecheckKeysTask,
    ShredPreviousTask,
  ],
  exports: [ByokKeys, MasterKeyRotation],
})
export class ByokModule {}
