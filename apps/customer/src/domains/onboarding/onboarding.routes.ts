import type { Routes } from '@angular/router';
import { signedInGuard } from '../accounts/data/guards.js';
import { setupGuard } from './data/setup-guard.js';

const data = { private: true };

export const routes: Routes = [
  {
    path: 'checkout/start',
    title: 'Payment',
    data,
    canActivate: [signedInGuard],
    loadComponent: () => import('./feature-checkout/checkout-start.js').then((m) => m.CheckoutStart),
  },
  {
    path: 'checkout/success',
    title: 'Confirming your payment',
    data,
    canActivate: [signedInGuard],
    loadComponent: () => import('./feature-checkout/checkout-success.js').then((m) => m.CheckoutSuccess),
  },
  {
    path: 'setup',
    children: [
      // Never shown: the guard leads to the step the customer is at.
      { path: '', pathMatch: 'full', canActivate: [setupGuard], children: [] },
      {
        path: 'plan',
        title: 'Choose your plan',
        data,
        canActivate: [setupGuard],
        loadComponent: () => import('./feature-plan/choose-plan.js').then((m) => m.ChoosePlan),
      },
      {
        path: 'connect',
        title: 'Step 1 of 3: Connect your AI',
        data,
        canActivate: [setupGuard],
        loadComponent: () => import('./feature-connect/connect-key.js').then((m) => m.ConnectKey),
      },
      {
        path: 'provision',
        title: 'Step 2 of 3: Setting up your agent',
        data,
        canActivate: [setupGuard],
        loadComponent: () => import('./feature-provision/provision.js').then((m) => m.Provision),
      },
      {
        path: 'channel',
        title: 'Step 3 of 3: Connect a channel',
        data,
        canActivate: [setupGuard],
        loadComponent: () => import('./feature-channel/connect-channel.js').then((m) => m.ConnectChannel),
      },
    ],
  },
];
