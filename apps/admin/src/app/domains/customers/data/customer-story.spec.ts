import type { TimelineEntryDto } from '@automna/api-client';
import { accountEnd, stoppedSince } from './customer-story.js';

const entry = (kind: string, at: string, data: Record<string, unknown> = {}): TimelineEntryDto => ({
  id: `tml_${at}`,
  at,
  kind,
  title: kind,
  cause: null,
  data,
});

describe('a customer’s story', () => {
  const asked = entry('account.deletion_requested', '2026-11-20', { dueAt: '2026-11-27T08:00:00.000Z' });

  it('knows an account whose end was asked for, and until when it can be kept', () => {
    const other = entry('billing.renewed', '2026-11-21');
    expect(accountEnd([other, asked])).toEqual({
      state: 'pending',
      at: '2026-11-20',
      dueAt: '2026-11-27T08:00:00.000Z',
    });
  });

  it('goes by the newest word', () => {
    expect(accountEnd([entry('account.kept', '2026-11-21'), asked])).toBeNull();
    expect(accountEnd([entry('account.closed', '2026-11-27'), asked])?.state).toBe('closed');
    expect(accountEnd([asked, entry('account.kept', '2026-11-01')])?.state).toBe('pending');
    expect(accountEnd([])).toBeNull();
  });

  it('does not invent a day', () => {
    expect(accountEnd([entry('account.deletion_requested', '2026-11-20', { dueAt: 7 })])?.dueAt).toBeNull();
  });

  it('knows since when a machine stands still', () => {
    const stopped = entry('machine.suspended', '2026-11-18');
    expect(stoppedSince([stopped, entry('machine.resumed', '2026-10-02')])).toBe('2026-11-18');
    expect(stoppedSince([entry('machine.resumed', '2026-11-19'), stopped])).toBeNull();
    expect(stoppedSince([])).toBeNull();
  });
});
