import type { IconName } from '@automna/web-ui';

const ICONS: Record<string, IconName> = {
  account: 'user',
  billing: 'card',
  byok: 'key',
  channel: 'chat',
  clock: 'clock',
  machine: 'server',
  mail: 'mail',
  setup: 'check-circle',
};

/** `billing.subscription_activated` -> the sign of its room. */
export function iconOfKind(kind: string): IconName {
  return ICONS[kind.split('.')[0] ?? ''] ?? 'info';
}

/** What an event carries, as lines to read. */
export function factsOf(data: Record<string, unknown> | null | undefined): { name: string; value: string }[] {
  return Object.entries(data ?? {})
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ({
      name,
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
}
