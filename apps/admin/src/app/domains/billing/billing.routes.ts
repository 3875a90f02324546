import type { Routes } from '@angular/router';

export const BILLING_ROUTES: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'events' },
  {
    path: 'events',
    title: 'Stripe events',
    loadComponent: () => import('./feature-events/stripe-events.js').then((m) => m.StripeEvents),
  },
  {
    path: 'events/:id',
    title: 'Stripe event',
    loadComponent: () => import('./feature-event/stripe-event-page.js').then((m) => m.StripeEventPage),
  },
  {
    path: 'attention',
    title: 'Attention',
    loadComponent: () => import('./feature-attention/attention.js').then((m) => m.Attention),
  },
  {
    path: 'drift',
    title: 'Drift',
    loadComponent: () => import('./feature-drift/drift.js').then((m) => m.Drift),
  },
];
