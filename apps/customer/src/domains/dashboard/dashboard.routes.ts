import type { Routes } from '@angular/router';
import { setupGuard } from '../onboarding/data/setup-guard.js';

export const routes: Routes = [
  {
    path: 'dashboard',
    title: 'Dashboard',
    data: { private: true },
    canActivate: [setupGuard],
    loadComponent: () => import('./feature-dashboard/dashboard.js').then((m) => m.Dashboard),
  },
];
