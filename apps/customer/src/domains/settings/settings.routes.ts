import type { Routes, UrlSegment } from '@angular/router';
import { isPlanName } from '@automna/contracts';
import { signedInGuard } from '../accounts/data/guards.js';

const data = { private: true };

export const routes: Routes = [
  {
    path: 'settings',
    canActivate: [signedInGuard],
    loadComponent: () => import('./settings-frame.js').then((m) => m.SettingsFrame),
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: 'Settings',
        data,
        loadComponent: () => import('./feature-settings/account-settings.js').then((m) => m.AccountSettings),
      },
      {
        path: 'key',
        title: 'API key',
        data,
        loadComponent: () => import('./feature-settings/key-settings.js').then((m) => m.KeySettings),
      },
      {
        path: 'billing',
        title: 'Plan and billing',
        data,
        loadComponent: () => import('./feature-billing/billing.js').then((m) => m.Billing),
      },
      {
        path: 'billing/change/:plan',
        title: 'Change plan',
        data,
        canMatch: [(_route: unknown, segments: UrlSegment[]) => isPlanName(segments[2]?.path)],
        loadComponent: () => import('./feature-change/change-plan.js').then((m) => m.ChangePlan),
      },
      {
        path: 'billing/cancel',
        title: 'Cancel your plan',
        data,
        loadComponent: () => import('./feature-cancel/cancel-plan.js').then((m) => m.CancelPlan),
      },
    ],
  },
];
