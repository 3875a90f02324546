import type { UserView } from '@automna/accounts';
import type { AccountEndDto } from './staff.dto.js';

type Ending = Pick<UserView, 'deletionRequestedAt' | 'deletionDueAt' | 'closedAt'>;

/** Null for an account that goes on. */
export function toAccountEnd({ deletionRequestedAt, deletionDueAt, closedAt }: Ending): AccountEndDto | null {
  if (!deletionRequestedAt || !deletionDueAt) return null;
  return {
    state: closedAt ? 'closed' : 'pending',
    requestedAt: deletionRequestedAt.toISOString(),
    dueAt: deletionDueAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}
