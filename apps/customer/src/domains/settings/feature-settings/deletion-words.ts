import type { AccountDeletionDto } from '@automna/api-client';
import { day } from '../../../ui/dates.js';

const DAY_MS = 86_400_000;

/** What happens when an account's end is asked for `now`, in the order it happens. */
export function deletionSteps(
  now: number,
  { daysToKeep, daysMachineIsHeld }: Pick<AccountDeletionDto, 'daysToKeep' | 'daysMachineIsHeld'>,
): { when: string; what: string }[] {
  const closes = day(new Date(now + daysToKeep * DAY_MS).toISOString());
  return [
    {
      when: `Until ${closes}`,
      what: `Nothing changes, and you can keep your account with one click. A payment that falls due in these ${days(daysToKeep)} is made as usual.`,
    },
    {
      when: `On ${closes}`,
      what: 'Your plan ends, and nothing is charged any more; what is left of a month you paid for is not paid back. Your API key and the tokens of your channels are destroyed, your agent stops, and you are signed out everywhere.',
    },
    {
      when: 'A day later',
      what: 'We forget your name and your email address.',
    },
    {
      when: `For ${daysMachineIsHeld} more ${daysMachineIsHeld === 1 ? 'day' : 'days'}`,
      what: 'The machine of your agent is kept, stopped, with a snapshot. Then it is removed with everything on it. Nobody can bring it back after that.',
    },
  ];
}

/** `1 day`, `7 days`. */
export function days(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
