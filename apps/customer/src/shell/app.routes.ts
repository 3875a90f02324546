import type { Routes } from '@angular/router';
import { routes as accounts } from '../domains/accounts/accounts.routes.js';
import { routes as chat } from '../domains/chat/chat.routes.js';
import { routes as dashboard } from '../domains/dashboard/dashboard.routes.js';
import { routes as home } from '../domains/home/home.routes.js';
import { routes as onboarding } from '../domains/onboarding/onboarding.routes.js';
import { routes as pricing } from '../domains/pricing/pricing.routes.js';
import { routes as settings } from '../domains/settings/settings.routes.js';

/** Each domain brings its own routes; every page in them is loaded when it is first opened. */
export const routes: Routes = [
  ...home,
  ...pricing,
  ...accounts,
  ...onboarding,
  ...dashboard,
  ...chat,
  ...settings,
  {
    path: 'trouble',
    title: 'Something is in the way',
    data: { private: true },
    loadComponent: () => import('./errors/trouble-page.js').then((m) => m.TroublePage),
  },
  {
    path: '**',
    title: 'Page not found',
    data: { private: true },
    loadComponent: () => import('./errors/not-found.js').then((m) => m.NotFound),
  },
];
