import { routes } from '../app.routes.js';
import { NAVIGATION, visibleNavigation } from './navigation.js';

const labels = (movable: boolean): string[] =>
  visibleNavigation(movable).flatMap((group) => group.entries.map((entry) => entry.label));

describe('navigation', () => {
  it('offers the clock in the sandbox only', () => {
    expect(labels(true)).toEqual(['Overview', 'Customers', 'Jobs', 'Clock']);
    expect(labels(false)).toEqual(['Overview', 'Customers', 'Jobs']);
  });

  it('leads only to places that exist', () => {
    const known = routes.flatMap((route) => route.children ?? []).map((route) => `/${route.path}`);
    for (const entry of NAVIGATION.flatMap((group) => group.entries)) expect(known).toContain(entry.path);
  });
});
