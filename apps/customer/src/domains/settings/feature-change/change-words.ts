import type { PlanChangeRequestDto, PlanChannelsDto, PlanPreviewDto } from '@automna/api-client';
import { money } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';

/** What the page about a change says. */
export interface ChangeWords {
  heading: string;
  /** When it happens and what that means. */
  lead: string;
  /** On the button; empty when there is nothing to do. */
  action: string;
  /** Once it is done, without the full stop: a day may follow. */
  done: string;
}

export function changeWords(preview: PlanPreviewDto): ChangeWords {
  const { kind, from, to, amountDueCents, currency, effectiveAt } = preview;
  switch (kind) {
    case 'upgrade':
      return {
        heading: `Upgrade to ${to.title}`,
        lead: `${to.title} is yours as soon as you confirm.`,
        action:
          amountDueCents > 0
            ? `Pay ${money(amountDueCents, currency)} and switch to ${to.title}`
            : `Switch to ${to.title} now`,
        done: `You are on ${to.title} now`,
      };
    case 'downgrade':
      return atOnce(preview)
        ? {
            heading: `Change to ${to.title}`,
            lead: `Your trial goes on with ${to.title}; the change is made at once.`,
            action: `Switch to ${to.title} now`,
            done: `You are on ${to.title} now`,
          }
        : {
            heading: `Change to ${to.title}`,
            lead: `You have paid for ${from.title} until ${day(effectiveAt)} and keep all of it until then. After that your plan is ${to.title}.`,
            action: `Switch to ${to.title} on ${day(effectiveAt)}`,
            done: `Your plan changes to ${to.title}`,
          };
    case 'keep':
      return {
        heading: `Keep ${to.title}`,
        lead: `The change you had planned is dropped, and you stay on ${to.title}.`,
        action: `Keep ${to.title}`,
        done: `You stay on ${to.title}`,
      };
    case 'same':
      return {
        heading: `You are on ${to.title}`,
        lead: 'This is the plan you have. There is nothing to change.',
        action: '',
        done: '',
      };
  }
}

/** A downgrade happens when the next charge is due; only in a trial it happens before. */
function atOnce({ effectiveAt, nextChargeAt }: PlanPreviewDto): boolean {
  return nextChargeAt !== null && new Date(effectiveAt) < new Date(nextChargeAt);
}

/** What is sent: the amount and the instant the customer has agreed to, and the channels that stay. */
export function changeRequest(preview: PlanPreviewDto, keep: string[]): PlanChangeRequestDto {
  const { kind, to, prorationDate, amountDueCents, channels } = preview;
  return {
    plan: to.name,
    ...(kind === 'upgrade' && { amountDueCents }),
    ...(prorationDate !== null && { prorationDate }),
    ...(channels.mustChoose && { keepChannels: keep }),
  };
}

/** The channels to begin with: those chosen before as far as they still exist, else the oldest ones. */
export function firstChoice(channels: PlanChannelsDto, before: string[]): string[] {
  const { mustChoose, limit } = channels;
  if (!mustChoose || limit === null) return [];
  const active = activeOptions(channels).map(({ id }) => id);
  const still = before.filter((id) => active.includes(id));
  return (still.length > 0 ? still : active).slice(0, limit);
}

/** Channels that are paused already take no place. */
export function activeOptions({ options }: PlanChannelsDto) {
  return options.filter(({ paused }) => !paused);
}
