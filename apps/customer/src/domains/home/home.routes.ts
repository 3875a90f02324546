import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    loadComponent: () => import('./feature-landing/landing.js').then((m) => m.Landing),
  },
];
