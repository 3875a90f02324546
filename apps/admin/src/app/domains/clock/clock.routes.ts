import type { Routes } from '@angular/router';

export const CLOCK_ROUTES: Routes = [
  {
    path: '',
    title: 'Clock',
    loadComponent: () => import('./feature-clock/clock.js').then((m) => m.ClockPage),
  },
];
