import type { Routes } from '@angular/router';

export const JOBS_ROUTES: Routes = [
  { path: '', title: 'Jobs', loadComponent: () => import('./feature-jobs/jobs.js').then((m) => m.Jobs) },
];
