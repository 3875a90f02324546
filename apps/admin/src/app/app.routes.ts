import type { Routes } from '@angular/router';
import { signedOutOnly, staffOnly } from './session/staff-guard.js';

/** Only knows each domain's own routes; what a domain shows is its business. */
export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    canActivate: [signedOutOnly],
    loadComponent: () => import('./session/sign-in/sign-in.js').then((m) => m.SignIn),
  },
  {
    path: '',
    canMatch: [staffOnly],
    loadComponent: () => import('./shell/shell.js').then((m) => m.Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        loadChildren: () => import('./domains/overview/overview.routes.js').then((m) => m.OVERVIEW_ROUTES),
      },
      {
        path: 'customers',
        loadChildren: () => import('./domains/customers/customers.routes.js').then((m) => m.CUSTOMERS_ROUTES),
      },
      {
        path: 'billing',
        loadChildren: () => import('./domains/billing/billing.routes.js').then((m) => m.BILLING_ROUTES),
      },
      {
        path: 'machines',
        loadChildren: () => import('./domains/machines/machines.routes.js').then((m) => m.MACHINES_ROUTES),
      },
      {
        path: 'jobs',
        loadChildren: () => import('./domains/jobs/jobs.routes.js').then((m) => m.JOBS_ROUTES),
      },
      {
        path: 'clock',
        loadChildren: () => import('./domains/clock/clock.routes.js').then((m) => m.CLOCK_ROUTES),
      },
      {
        path: '**',
        title: 'Page not found',
        loadComponent: () => import('./shell/not-found.js').then((m) => m.NotFound),
      },
    ],
  },
];
