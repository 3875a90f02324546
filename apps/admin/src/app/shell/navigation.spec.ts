import type { Routes } from '@angular/router';
import { routes } from '../app.routes.js';
import { NAVIGATION, visibleNavigation } from './navigation.js';

const labels = (movable: boolean): string[] =>
  visibleNavigation(movable).flatMap((group) => group.entries.map((entry) => entry.label));

describe('navigation', () => {
  it('offers the clock in the sandbox only', () => {
    const always = [
      'Overview',
      'Customers',
      'Stripe events',
      'Attention',
      'Drift',
      'Machines',
      'Fleet check',
      'Jobs',
    ];
    expect(labels(true)).toEqual([...always, 'Clock']);
    expect(labels(false)).toEqual(always);
  });

  it('leads only to places that exist', async () => {
    const domains = routes.flatMap((route) => route.children ?? []);
    for (const { path } of NAVIGATION.flatMap((group) => group.entries)) {
      const [, domain, page = ''] = path.split('/');
      const pages = await domains.find((route) => route.path === domain)?.loadChildren?.();
      expect(
        (pages as Routes | undefined)?.map((route) => route.path),
        path,
      ).toContain(page);
    }
  });
});
