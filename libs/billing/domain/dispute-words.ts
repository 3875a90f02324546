import type { Entry } from './subscription-status.js';

/** The subscription and the service stay: the bank has not decided, and a dispute may be a mistake. */
export function openedEntry(reason: string, money: string): Entry {
  return {
    kind: 'billing.dispute_opened',
    title: `The bank opened a dispute over a payment of ${money} (${reason.replaceAll('_', ' ')}); the subscription goes on`,
    attention: true,
  };
}

/** What became of it; null while the bank has not decided. `money` is the disputed amount in words. */
export function decisionOf(status: string, money: string): Entry | null {
  switch (status) {
    case 'lost':
      return {
        kind: 'billing.dispute_lost',
        title: `The dispute over ${money} was lost and the money went back; decide what becomes of the subscription`,
        attention: true,
      };
    case 'won':
      return { kind: 'billing.dispute_won', title: `The dispute over ${money} was won` };
    case 'warning_closed':
    case 'prevented':
      return {
        kind: 'billing.dispute_closed',
        title: `The bank closed its question about a payment of ${money}; nothing was taken back`,
      };
    default:
      return null;
  }
}
