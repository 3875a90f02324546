import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VendorContext } from '../kernel/index.js';
import { answered, failed, fieldsOf } from './telegram-answers.js';
import { type Bot, TelegramBots, type Update, type Webhook } from './telegram-bots.js';
import { TelegramCourier } from './telegram-courier.js';
import { botUser, chatOf, edit, hear, Refused, say, type Saying, unsay } from './telegram-messages.js';
import { TelegramPolls } from './telegram-polls.js';
import { webhookFrom, webhookInfo } from './telegram-webhook.js';

interface BotRoute {
  Params: { token: string; method: string };
}

/** One call of a bot that is who it says it is. */
interface Call {
  token: string;
  digits: string;
  input: Record<string, unknown>;
  /** Tells when the caller has hung up. */
  left: (callback: () => void) => void;
}

const SHAPE = /^(\d{6,12}):[\w-]{35}$/;
const WEBHOOK_ACTIVE =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const OTHER_POLL =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
/** Calls that are answered with true and change nothing here. */
const NOTHING_TO_SEE = new Set([
  ...['sendchataction', 'setmessagereaction', 'setmycommands', 'deletemycommands', 'setmydescription'],
  ...['setmyname', 'setmyshortdescription', 'setchatmenubutton', 'answercallbackquery', 'logout', 'close'],
]);

/** The Bot API as far as a token check and a conversation in words need it. A token's digits say what it does. */
export class Telegram {
  private readonly bots = new TelegramBots();
  private readonly polls = new TelegramPolls();
  private courier: TelegramCourier | undefined;
  private ctx: Pick<VendorContext, 'clock' | 'changed'> | undefined;

  register(app: FastifyInstance, ctx: Pick<VendorContext, 'clock' | 'changed'>): void {
    this.ctx = ctx;
    const courier = new TelegramCourier(this.bots, {
      now: () => ctx.clock.now(),
      changed: () => ctx.changed(),
    });
    this.courier = courier;
    app.addHook('onReady', (done) => {
      courier.bringAll();
      done();
    });
    app.addHook('preClose', (done) => {
      courier.reset();
      this.polls.reset();
      done();
    });
    // The Bot API takes GET and POST alike, parameters in the query, a form or JSON.
    app.route<BotRoute>({
      method: ['GET', 'POST'],
      url: '/bot:token/:method',
      handler: (request, reply) => this.handle(request, reply),
    });
  }

  reset(): void {
    this.courier?.reset();
    this.polls.reset();
    this.bots.reset();
  }

  /** The bots by token. */
  save(): Map<string, Bot> {
    return this.bots.save();
  }

  /** Goes on with what `save` gave. */
  load(bots: Map<string, Bot>): void {
    this.bots.load(bots);
  }

  /** Bots with a webhook, for the sandbox's state. */
  snapshot(): unknown {
    return [...this.bots.entries()].flatMap(([token, { webhook }]) =>
      webhook ? [{ bot: digitsOf(token), url: webhook.url }] : [],
    );
  }

  /** Plays a person who writes. @throws Refused when nobody uses such a bot. */
  hear(digits: string, saying: Saying): Update {
    const token = this.tokenOf(digits);
    const bot = this.bots.touch(token);
    const update = hear(bot, digits, saying, this.seconds());
    this.changed();
    if (bot.webhook) this.courier?.bring(token);
    else this.polls.wake(token, bot.updates);
    return update;
  }

  /** What a bot said, and how it learns what is said to it. */
  seen(digits: string): object {
    const token = this.tokenOf(digits);
    const bot = this.bots.touch(token);
    return {
      sent: bot.sent,
      waiting: bot.updates.length,
      webhook: bot.webhook?.url ?? null,
      polling: this.polls.polling(token),
      lastError: bot.lastError?.message ?? null,
    };
  }

  private tokenOf(digits: string): string {
    const token = this.bots.tokenOf(digits);
    if (!token) throw new Refused(`No bot ${digits} has called yet.`);
    return token;
  }

  private async handle(request: FastifyRequest<BotRoute>, reply: FastifyReply): Promise<unknown> {
    const { token, method } = request.params;
    const digits = SHAPE.exec(token)?.[1];
    if (!digits) return failed(reply, 404, 'Not Found');
    if (digits.startsWith('401')) return failed(reply, 401, 'Unauthorized');
    if (digits.startsWith('429'))
      return failed(reply, 429, 'Too Many Requests: retry after 3', { retry_after: 3 });
    const input = { ...fieldsOf(request.query), ...fieldsOf(request.body) };
    const left = (callback: () => void) => void reply.raw.once('close', callback);
    try {
      return await this.answer(method.toLowerCase(), { token, digits, input, left }, reply);
    } catch (error) {
      if (error instanceof Refused) return failed(reply, 400, error.message);
      throw error;
    }
  }

  private async answer(method: string, call: Call, reply: FastifyReply): Promise<unknown> {
    const { token, digits, input } = call;
    if (NOTHING_TO_SEE.has(method)) return answered(true);
    switch (method) {
      case 'getme':
        return answered(botUser(digits));
      case 'setwebhook':
        return this.setWebhook(token, webhookFrom(input), input);
      case 'deletewebhook':
        return this.setWebhook(token, undefined, input);
      case 'getwebhookinfo':
        return answered(webhookInfo(this.bots.peek(token)));
      case 'getupdates':
        return this.getUpdates(call, reply);
      case 'getmycommands':
        return answered([]);
      case 'getchat':
        return answered(chatOf(this.bots.touch(token), input));
      case 'sendmessage':
        return this.change(token, (bot) => say(bot, digits, input, this.seconds()));
      case 'editmessagetext':
        return this.change(token, (bot) => edit(bot, digits, input));
      case 'deletemessage':
        return this.change(token, (bot) => unsay(bot, input));
      default:
        return failed(reply, 404, 'Not Found');
    }
  }

  private setWebhook(token: string, webhook: Webhook | undefined, input: Record<string, unknown>): object {
    const bot = this.bots.touch(token);
    if (String(input['drop_pending_updates']) === 'true') bot.updates = [];
    if (webhook) bot.webhook = webhook;
    else delete bot.webhook;
    delete bot.lastError;
    if (webhook) this.polls.conflict(token);
    this.courier?.restart(token);
    this.changed();
    return { ok: true, result: true, description: webhook ? 'Webhook was set' : 'Webhook was deleted' };
  }

  private async getUpdates({ token, input, left }: Call, reply: FastifyReply): Promise<unknown> {
    const bot = this.bots.touch(token);
    if (bot.webhook) return failed(reply, 409, WEBHOOK_ACTIVE);
    const offset = Number(input['offset'] ?? 0);
    const limit = Math.min(Math.max(Number(input['limit'] ?? 100) || 100, 1), 100);
    // Asking from an offset on says that everything before it has arrived.
    const before = bot.updates.length;
    bot.updates = bot.updates.filter((it) => it.update_id >= offset);
    if (bot.updates.length !== before) this.changed();
    const got = await this.polls.wait(
      token,
      () => bot.updates.slice(0, limit),
      Number(input['timeout'] ?? 0) || 0,
      left,
    );
    return got === 'conflict' ? failed(reply, 409, OTHER_POLL) : answered(got.slice(0, limit));
  }

  private change(token: string, act: (bot: Bot) => unknown): object {
    const result = act(this.bots.touch(token));
    this.changed();
    return answered(result);
  }

  private changed(): void {
    this.ctx?.changed();
  }

  private seconds(): number {
    return this.ctx?.clock.nowSeconds() ?? 0;
  }
}

const digitsOf = (token: string) => token.split(':', 1)[0] ?? '';
