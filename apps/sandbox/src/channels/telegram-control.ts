import type { FastifyInstance } from 'fastify';
import { asObject, BadSandboxInput, onlyFields } from '../kernel/index.js';
import { Refused } from './telegram-messages.js';
import type { Telegram } from './telegram.js';

/** Plays the people who write to bots, and shows what bots said. */
export function telegramControl(app: FastifyInstance, telegram: Telegram): void {
  app.register(
    (scope, _options, done) => {
      scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
        reply.code(error instanceof Refused ? 404 : (error.statusCode ?? 500)).send({ error: error.message }),
      );
      scope.get<{ Params: { bot: string } }>('/:bot', ({ params }) => telegram.seen(params.bot));
      scope.post<{ Params: { bot: string } }>('/:bot', ({ params, body }) => {
        const input = asObject(body, 'The message');
        onlyFields(input, ['from', 'text', 'group'], 'The message');
        const { from, text, group } = input;
        if (!isId(from) || from <= 0) throw new BadSandboxInput('from must be a number such as 4711.');
        if (group !== undefined && (!isId(group) || group >= 0)) {
          throw new BadSandboxInput('group must be a negative number such as -1001234567890.');
        }
        if (typeof text !== 'string' || text === '' || text.length > 4096) {
          throw new BadSandboxInput('text must have 1 to 4096 characters.');
        }
        return telegram.hear(params.bot, { from, text, ...(group === undefined ? {} : { group }) });
      });
      done();
    },
    { prefix: '/_sandbox/telegram' },
  );
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value);
