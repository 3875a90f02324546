import { createHash } from 'node:crypto';
import { type Bot, type Chat, MAX_MESSAGES, type Sent, type Update } from './telegram-bots.js';

/** What a person says to a bot: privately, or in a group they are both in. */
export interface Saying {
  from: number;
  text: string;
  /** A group's id, negative as at Telegram. */
  group?: number;
}

/** A bot as the Bot API shows it. */
export function botUser(digits: string) {
  const short = createHash('sha256').update(digits).digest('hex').slice(0, 6);
  return {
    id: Number(digits),
    is_bot: true,
    first_name: `Sandbox bot ${short}`,
    username: `sandbox_${short}_bot`,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

/** A person wrote: the bot is to be told. In a group only what names it reaches a bot, so it is named. */
export function hear(bot: Bot, digits: string, saying: Saying, date: number): Update {
  const { from, group } = saying;
  const name = `Person ${from}`;
  const chat: Chat = group
    ? { id: group, type: 'supergroup', title: `Group ${group}` }
    : { id: from, type: 'private', first_name: name };
  const mention = `@${botUser(digits).username}`;
  const text = group ? `${mention} ${saying.text}` : saying.text;
  const command = group ? undefined : /^\/\w+/.exec(text)?.[0];
  const entities = [
    ...(group ? [{ type: 'mention', offset: 0, length: mention.length }] : []),
    ...(command ? [{ type: 'bot_command', offset: 0, length: command.length }] : []),
  ];
  const update = {
    update_id: bot.nextUpdateId++,
    message: {
      message_id: bot.nextMessageId++,
      from: { id: from, is_bot: false, first_name: name, language_code: 'en' },
      chat,
      date,
      text,
      ...(entities.length > 0 ? { entities } : {}),
    },
  };
  bot.chats.set(chat.id, chat);
  bot.updates.push(update);
  bot.updates.splice(0, bot.updates.length - MAX_MESSAGES);
  return update;
}

/** Why a message is refused, as the Bot API puts it. */
export class Refused extends Error {}

/** The bot wrote. @returns the message as the Bot API answers it. */
export function say(bot: Bot, digits: string, input: Record<string, unknown>, date: number): object {
  const chat = chatOf(bot, input);
  const text = textOf(input);
  const sent: Sent = { messageId: bot.nextMessageId++, chatId: chat.id, text, date };
  bot.sent.push(sent);
  bot.sent.splice(0, bot.sent.length - MAX_MESSAGES);
  return shown(sent, digits, chat);
}

/** The bot put other words into one of its messages. */
export function edit(bot: Bot, digits: string, input: Record<string, unknown>): object {
  const chat = chatOf(bot, input);
  const sent = bot.sent.find((it) => it.chatId === chat.id && it.messageId === Number(input['message_id']));
  if (!sent) throw new Refused('Bad Request: message to edit not found');
  const text = textOf(input);
  if (text === sent.text) throw new Refused('Bad Request: message is not modified');
  sent.text = text;
  return shown(sent, digits, chat);
}

/** The bot took back one of its messages. */
export function unsay(bot: Bot, input: Record<string, unknown>): true {
  const chat = chatOf(bot, input);
  const at = bot.sent.findIndex(
    (it) => it.chatId === chat.id && it.messageId === Number(input['message_id']),
  );
  if (at < 0) throw new Refused('Bad Request: message to delete not found');
  bot.sent.splice(at, 1);
  return true;
}

/** The chat a call is about; only those who wrote to the bot are known to it. */
export function chatOf(bot: Bot, input: Record<string, unknown>): Chat {
  const chat = bot.chats.get(Number(input['chat_id']));
  if (!chat) throw new Refused('Bad Request: chat not found');
  return chat;
}

function textOf({ text }: Record<string, unknown>): string {
  if (typeof text !== 'string' || text.trim() === '') throw new Refused('Bad Request: message text is empty');
  if (text.length > 4096 * 4) throw new Refused('Bad Request: message is too long');
  return text;
}

function shown({ messageId, text, date }: Sent, digits: string, chat: Chat): object {
  const { id, is_bot, first_name, username } = botUser(digits);
  return { message_id: messageId, from: { id, is_bot, first_name, username }, chat, date, text };
}
