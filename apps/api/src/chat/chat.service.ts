import type { ErrorCode } from '@automna/contracts';
import { ByokKeys } from '@automna/byok';
import { Draining, LeaseBusyError, Leases, RequestError, toDomainError, toProblem } from '@automna/core';
import { AgentChat } from '@automna/fly-provisioner';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EventReply } from './event-reply.js';

/** Stopping an answer and asking the next thing at once is not asking twice: the old one needs a moment to end. */
const LAST_ANSWER_ENDS_MS = 1_500;
const SOON_SECONDS = '5';

const KEY_TROUBLE: ReadonlySet<ErrorCode> = new Set(['agent_key_refused', 'agent_cannot_pay']);

/** Carries a customer's message to their agent and the answer back, one at a time. */
@Injectable()
export class ChatService {
  constructor(
    private readonly agent: AgentChat,
    private readonly keys: ByokKeys,
    private readonly leases: Leases,
    private readonly draining: Draining,
  ) {}

  /** Answers as server-sent events; what goes wrong before they begin is thrown. */
  async answer(userId: string, text: string, reply: FastifyReply): Promise<void> {
    const events = new EventReply(reply);
    const ended = AbortSignal.any([events.gone, this.draining.signal]);
    try {
      await this.oneAtATime(userId, async (lease) => {
        const signal = AbortSignal.any([ended, lease]);
        for await (const piece of this.agent.stream(userId, text, signal)) {
          await events.send('delta', { text: piece });
        }
      });
      // After the lease: whoever reads this may ask the next thing at once.
      await events.send('done', {});
      events.end();
    } catch (error) {
      if (events.gone.aborted) return;
      const problem = toDomainError(this.draining.started ? restarting() : error);
      // The agent's word is no verdict; it is a reason to ask Anthropic ourselves now instead of tomorrow.
      if (KEY_TROUBLE.has(problem.errorCode)) await this.keys.checkSoon(userId);
      if (events.begun) await events.send('problem', toProblem(problem, reply.request));
      // The filter logs it, and answers it or ends the stream.
      throw problem;
    } finally {
      events.dispose();
    }
  }

  /** Between all processes: two answers at once would be one conversation with two ends. */
  private async oneAtATime(userId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await this.leases.run(`chat:${userId}`, { waitMs: LAST_ANSWER_ENDS_MS }, ({ signal }) => work(signal));
    } catch (error) {
      if (!(error instanceof LeaseBusyError)) throw error;
      throw new RequestError(
        'too_many_requests',
        'Your agent is still answering your last message. Wait for the end or stop it, then send this one again.',
        { headers: { 'Retry-After': SOON_SECONDS }, cause: error },
      );
    }
  }
}

function restarting(): RequestError {
  return new RequestError(
    'temporarily_unavailable',
    'This server is being restarted. Please send it again.',
    {
      headers: { 'Retry-After': '1' },
    },
  );
}
