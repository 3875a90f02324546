import type { ChannelKind } from '@automna/contracts';
import type { PauseReason } from '../persistence/channel.entity.js';

/** The parts of a channel that decide whether it stays, waits or comes back. */
export interface FitChannel {
  id: string;
  kind: ChannelKind;
  externalId: string | null;
  status: string;
  pausedAt: Date | null;
  pausedReason: PauseReason | null;
}

export interface FitFacts<C extends FitChannel> {
  /** All of one customer, oldest first. */
  channels: readonly C[];
  /** How many the plan allows; null is unlimited. */
  limit: number | null;
  /** The limit the channels were last brought in line with; null when there was none. */
  fitted: number | null;
  /** The customer's choice of what stays when the plan falls. */
  keep: readonly string[];
  /** Bots that meanwhile serve another agent. */
  taken: ReadonlySet<string>;
}

export interface Fit<C> {
  pause: C[];
  resume: C[];
}

/** What to change so that a customer's channels are what the plan allows. Pure, and does nothing the second time. */
export function fitChannels<C extends FitChannel>(facts: FitFacts<C>): Fit<C> {
  const active = facts.channels.filter(({ status }) => status !== 'paused');
  const { limit } = facts;
  if (limit !== null && active.length > limit) {
    const staying = new Set(stay(active, facts.keep, limit));
    return { pause: active.filter((channel) => !staying.has(channel)), resume: [] };
  }
  return { pause: [], resume: allowsMore(facts) ? comingBack(active, facts) : [] };
}

/** The chosen ones, as far as they are still there; the oldest where nothing was chosen. */
function stay<C extends FitChannel>(active: readonly C[], keep: readonly string[], limit: number): C[] {
  const chosen = keep.flatMap((id) => active.find((channel) => channel.id === id) ?? []);
  return (chosen.length > 0 ? [...new Set(chosen)] : active).slice(0, limit);
}

function allowsMore({ limit, fitted }: Pick<FitFacts<FitChannel>, 'limit' | 'fitted'>): boolean {
  return fitted !== null && (limit === null || limit > fitted);
}

/** In the order in which they were paused, as many as there is room for; whose place was taken waits on. */
function comingBack<C extends FitChannel>(
  active: readonly C[],
  { channels, limit, taken }: FitFacts<C>,
): C[] {
  const back: C[] = [];
  const kinds = new Set(active.map(({ kind }) => kind));
  const waiting = channels
    .filter(({ status, pausedReason }) => status === 'paused' && pausedReason === 'plan')
    .sort((a, b) => (a.pausedAt?.getTime() ?? 0) - (b.pausedAt?.getTime() ?? 0));
  for (const channel of waiting) {
    if (limit !== null && active.length + back.length >= limit) break;
    if (kinds.has(channel.kind) || taken.has(botOf(channel))) continue;
    kinds.add(channel.kind);
    back.push(channel);
  }
  return back;
}

/** Names a bot across all customers. */
export function botOf({ kind, externalId }: { kind: string; externalId: string | null }): string {
  return `${kind}:${externalId ?? ''}`;
}
