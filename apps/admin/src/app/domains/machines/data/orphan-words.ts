import type { OrphanDto, OrphanKind, OrphansDto, OrphanState } from '@automna/api-client';
import type { StatusWords } from '@automna/web-ui';
import { absoluteTime, counted, money } from '../../../ui/format.js';
import { humanise } from '../../../ui/state-labels.js';
import type { OrphanDecision } from './machines-client.js';

const KINDS: Record<OrphanKind, string> = {
  app: 'App',
  machine: 'Machine',
  volume: 'Volume',
  ip: 'IP address',
};

const STATES: Record<OrphanState, StatusWords> = {
  open: { label: 'To decide', tone: 'warn' },
  kept: { label: 'Kept', tone: 'neutral' },
  adopted: { label: 'Adopted', tone: 'ok' },
  leaving: { label: 'On its way out', tone: 'info' },
  gone: { label: 'Gone', tone: 'neutral' },
};

export const orphanKind = (kind: string): string => (KINDS as Record<string, string>)[kind] ?? humanise(kind);
export const orphanLabel = (state: string): StatusWords =>
  (STATES as Record<string, StatusWords>)[state] ?? { label: humanise(state), tone: 'neutral' };

/** What may still be decided. An address is of no use to anybody, and what is on its way out can only be kept. */
export function decisionsAbout({ kind, state }: OrphanDto): OrphanDecision[] {
  if (state === 'leaving') return ['keep'];
  if (state !== 'open' && state !== 'kept') return [];
  const adopt: OrphanDecision[] = kind === 'ip' ? [] : ['adopt'];
  const keep: OrphanDecision[] = state === 'open' ? ['keep'] : [];
  return [...adopt, ...keep, 'schedule-deletion'];
}

export function ageText({ ageDays }: OrphanDto): string {
  return ageDays < 1 ? 'less than a day old' : `${counted(ageDays, 'day')} old`;
}

/** What its removal waits for, apart from its hold, whose end is told anyway. */
export function waitText({ state, waitsFor }: OrphanDto): string | null {
  if (state !== 'leaving' || !waitsFor || waitsFor.startsWith('the end of the hold')) return null;
  return waitsFor.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, absoluteTime);
}

/** `$12.40 a month is spent on nothing.` What is kept on purpose is not nothing, and is told apart. */
export function costText({ centsPerMonth, items }: OrphansDto): string {
  const kept = items.filter(({ state }) => state === 'kept');
  const spent = `${money(centsPerMonth)} a month is spent on nothing.`;
  if (kept.length === 0) return spent;
  const cents = kept.reduce((sum, orphan) => sum + orphan.centsPerMonth, 0);
  return `${spent} ${money(cents)} more is kept on purpose.`;
}
