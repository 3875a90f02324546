import { AccountsModule } from '@automna/accounts';
import { NotificationsModule } from '@automna/notifications';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AnthropicProbe } from './adapters/anthropic-probe.js';
import { ByokController } from './http/byok.controller.js';
import { ByokKey } from './persistence/byok-key.entity.js';
import { SecretRow } from './persistence/secret.entity.js';
import { ByokKeys } from './services/byok-keys.service.js';
import { CheckLimiter } from './services/check-limiter.service.js';
import { KeyRecheck } from './services/key-recheck.service.js';
import { Vault } from './services/vault.service.js';
import { MachineAppliedHandler } from './tasks/machine-applied.handler.js';
import { RecheckKeysTask } from './tasks/recheck-keys.task.js';

@Module({
  imports: [AccountsModule, NotificationsModule, TypeOrmModule.forFeature([SecretRow, ByokKey])],
  controllers: [ByokController],
  providers: [
    AnthropicProbe,
    ByokKeys,
    CheckLimiter,
    KeyRecheck,
    Vault,
    MachineAppliedHandler,
    RecheckKeysTask,
  ],
  exports: [ByokKeys],
})
export class ByokModule {}
