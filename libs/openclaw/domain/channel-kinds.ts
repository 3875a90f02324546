import { CHANNEL_KINDS, type ChannelKind, type PlanName, shouldSleepWhenIdle } from '@automna/contracts';

export interface ChannelKindInfo {
  kind: ChannelKind;
  title: string;
  available: boolean;
  /** One honest sentence for this plan. */
  note: string;
}

interface KindTexts {
  title: string;
  needsToken: boolean;
  sleeping: string;
  awake: string;
}

/**
 * A stopped machine has no open socket, so only what comes in by HTTP can wake it: Telegram's webhook and web chat.
 * Discord and WhatsApp hold an outgoing socket and cannot; people are told before they choose.
 */
const KINDS: Readonly<Record<ChannelKind, KindTexts>> = {
  telegram: {
    title: 'Telegram',
    needsToken: true,
    sleeping: 'A message wakes your sleeping agent. The first answer then takes about half a minute.',
    awake: 'Your agent is always awake and answers at once.',
  },
  web: {
    title: 'Web chat',
    needsToken: false,
    sleeping: 'A chat in your browser. Writing to it wakes your sleeping agent.',
    awake: 'A chat in your browser. Your agent is always awake and answers at once.',
  },
  discord: {
    title: 'Discord',
    needsToken: true,
    sleeping:
      'Answers only while your agent is awake: on this plan it sleeps when idle, and Discord cannot wake it.',
    awake: 'Your agent is always awake. Switch on the Message Content intent of your bot first.',
  },
  whatsapp: {
    title: 'WhatsApp',
    needsToken: false,
    sleeping:
      'Linked by scanning a code with your phone. Answers only while your agent is awake: on this plan it sleeps when idle, and WhatsApp cannot wake it.',
    awake: 'Linked by scanning a code with your phone. Your agent is always awake and answers at once.',
  },
};

export function channelTitle(kind: ChannelKind): string {
  return KINDS[kind].title;
}

/** A channel by its kind and what people call it. */
export function channelName({ kind, label }: { kind: ChannelKind; label: string }): string {
  const title = channelTitle(kind);
  return label === title ? title : `${title} (${label})`;
}

export function needsToken(kind: ChannelKind): boolean {
  return KINDS[kind].needsToken;
}

/** Accepted at once, and linked when a person has scanned the code their agent shows. */
export function isLinkedByCode(kind: ChannelKind): boolean {
  return kind === 'whatsapp';
}

/** Every kind with what it means on this plan; nothing can be connected without a plan. */
export function channelKinds(plan: PlanName | null): ChannelKindInfo[] {
  return CHANNEL_KINDS.map((kind) => {
    const { title, sleeping, awake } = KINDS[kind];
    if (!plan) return { kind, title, available: false, note: 'Choose a plan first.' };
    return { kind, title, available: true, note: shouldSleepWhenIdle(plan) ? sleeping : awake };
  });
}
