import type { Routes } from '@angular/router';

export const OVERVIEW_ROUTES: Routes = [
  {
    path: '',
    title: 'Overview',
    loadComponent: () => import('./feature-overview/overview.js').then((m) => m.Overview),
  },
];
