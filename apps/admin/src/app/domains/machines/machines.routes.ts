import type { Routes } from '@angular/router';

export const MACHINES_ROUTES: Routes = [
  {
    path: '',
    title: 'Machines',
    loadComponent: () => import('./feature-list/machine-list.js').then((m) => m.MachineList),
  },
  {
    path: 'orphans',
    title: 'Fleet check',
    loadComponent: () => import('./feature-orphans/fleet-check.js').then((m) => m.FleetCheck),
  },
];
