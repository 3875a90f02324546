import type { IconName } from '@automna/web-ui';

/** One place the side navigation can lead to. A domain that is not built yet has no entry here. */
export interface NavigationEntry {
  path: string;
  label: string;
  icon: IconName;
  /** Shown only while the server's clock can be moved, i.e. in the sandbox profile. */
  sandboxOnly: boolean;
  /** Another entry lies below this one's address, so only the address itself is this place. */
  exact?: true;
}

export interface NavigationGroup {
  title: string;
  entries: readonly NavigationEntry[];
}

/** The console's map: a new domain adds its line here and its routes in `app.routes.ts`. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    title: 'Business',
    entries: [
      { path: '/overview', label: 'Overview', icon: 'gauge', sandboxOnly: false },
      { path: '/customers', label: 'Customers', icon: 'users', sandboxOnly: false },
    ],
  },
  {
    title: 'Billing',
    entries: [
      { path: '/billing/events', label: 'Stripe events', icon: 'card', sandboxOnly: false },
      { path: '/billing/attention', label: 'Attention', icon: 'warning', sandboxOnly: false },
      { path: '/billing/drift', label: 'Drift', icon: 'shield', sandboxOnly: false },
    ],
  },
  {
    title: 'Operations',
    entries: [
      { path: '/machines', label: 'Machines', icon: 'server', sandboxOnly: false, exact: true },
      { path: '/machines/orphans', label: 'Fleet check', icon: 'check-circle', sandboxOnly: false },
      { path: '/jobs', label: 'Jobs', icon: 'list', sandboxOnly: false },
      { path: '/clock', label: 'Clock', icon: 'clock', sandboxOnly: true },
    ],
  },
];

export function visibleNavigation(movable: boolean): NavigationGroup[] {
  return NAVIGATION.map((group) => ({
    ...group,
    entries: group.entries.filter((entry) => movable || !entry.sandboxOnly),
  })).filter((group) => group.entries.length > 0);
}
