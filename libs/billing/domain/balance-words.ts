/** An invoice's amounts in cents; `starting_balance` is the account's: negative = credit, positive = owed from before. */
export interface BalanceFacts {
  total: number;
  amount_due: number;
  starting_balance: number;
}

/** What lies between an invoice's total and what is charged for it; null when that is nothing. */
export function balanceWords({
  total,
  amount_due: due,
  starting_balance: before,
}: BalanceFacts): string | null {
  if (due === total) return null;
  if (due > total) return total < 0 ? 'Kept as credit' : 'Carried over from before';
  const credit = Math.max(0, -before);
  if (credit === 0) return 'Too little to charge now: added to your next invoice';
  return credit >= total - due ? 'Paid from your credit' : 'Paid from your credit and with your next invoice';
}
