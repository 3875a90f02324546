import {
  PLANS,
  type Limit,
  type PlanName,
  canUseApi,
  canUseCron,
  canUsePhone,
  channelLimit,
  planHas,
  serviceLimit,
  shouldSleepWhenIdle,
} from '@automna/contracts';

const NUMBER = new Intl.NumberFormat('en-US');
const DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
  maximumFractionDigits: 2,
});

/** US cents as people write them: `2000` is `$20`, `2050` is `$20.50`. */
export function dollars(cents: number): string {
  const text = DOLLARS.format(cents / 100);
  return /\.\d$/.test(text) ? `${text}0` : text;
}

/** A limit as a short text: `2,000`, `Unlimited`, or `None`. */
export function limitText({ limit, unlimited }: Pick<Limit, 'limit' | 'unlimited'>): string {
  if (unlimited) return 'Unlimited';
  return limit ? NUMBER.format(limit) : 'None';
}

/** The lines of a plan's card, read from the catalogue. */
export function planHighlights(name: PlanName): string[] {
  const channels = channelLimit(name);
  const lines = [
    channels.unlimited
      ? 'Unlimited channels'
      : `${limitText(channels)} ${channels.limit === 1 ? 'channel' : 'channels'}`,
    shouldSleepWhenIdle(name) ? 'Sleeps when idle, wakes when called' : 'Always on, never sleeps',
    `${limitText(serviceLimit(name, 'search'))} web searches a month`,
    `${limitText(serviceLimit(name, 'browser'))} browser minutes a month`,
    `${limitText(serviceLimit(name, 'email'))} emails a month`,
  ];
  if (canUsePhone(name)) lines.push(`${limitText(serviceLimit(name, 'phone'))} call minutes a month`);
  if (canUseCron(name)) lines.push('Scheduled tasks');
  if (planHas(name, 'customSkills')) lines.push('Custom skills and file browser');
  if (canUseApi(name)) lines.push('API access');
  lines.push(`${PLANS[name].support} support`);
  return lines;
}
