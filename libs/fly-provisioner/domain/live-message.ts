import { type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import type { LiveState } from './lifecycle.js';

/** A sentence beside the state, where the state alone would leave a person wondering. */
export function liveMessage(state: LiveState | 'gone' | 'silent', plan: PlanName | null): string | null {
  switch (state) {
    case 'asleep':
      return plan !== null && shouldSleepWhenIdle(plan)
        ? 'Asleep to save power. A message on Telegram or web chat wakes it, and so does the start button.'
        : 'Your agent is stopped. Start it to go on.';
    case 'unreachable':
      return 'The host of your agent has a problem right now. It comes back by itself.';
    case 'silent':
      return 'We cannot see your agent at the moment, because our hosting provider does not answer. It may well be running.';
    case 'gone':
      return 'The machine of your agent is missing at our hosting provider. Please write to us.';
    case 'failed':
      return 'The machine failed to start. Try a restart.';
    default:
      return null;
  }
}
