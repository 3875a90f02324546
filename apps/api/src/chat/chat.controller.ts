import { Authenticated, CurrentUser, type Principal } from '@automna/core';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ChatMessageDto } from './chat.dto.js';
import { ChatService } from './chat.service.js';

@ApiTags('chat')
@Authenticated()
@Controller('user/chat')
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  /**
   * Sends the agent a message and streams its answer as server-sent events: `delta` {text} for each piece, then
   * `done` {} or `problem`. What fails before the stream begins is answered as a problem with its own status.
   * Closing the connection stops the answer.
   */
  @Post()
  @HttpCode(200)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The answer, in pieces', schema: { type: 'string' } })
  sendChatMessage(
    @CurrentUser() user: Principal,
    @Body() body: ChatMessageDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.chat.answer(user.userId, body.text, reply);
  }
}
