import { LeasesModule } from '@automna/core';
import { ByokModule } from '@automna/byok';
import { FlyProvisionerModule } from '@automna/fly-provisioner';
import { Module } from '@nestjs/common';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';

/** The web channel: a customer and their agent, talking in the dashboard. */
@Module({
  imports: [ByokModule, FlyProvisionerModule, LeasesModule],
  controllers: [ChatController],
  providers: [ChatService],
})
export class ChatModule {}
