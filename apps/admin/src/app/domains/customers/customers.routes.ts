import type { Routes } from '@angular/router';

export const CUSTOMERS_ROUTES: Routes = [
  {
    path: '',
    title: 'Customers',
    loadComponent: () => import('./feature-search/customer-search.js').then((m) => m.CustomerSearch),
  },
  {
    path: ':id',
    title: 'Customer',
    loadComponent: () => import('./feature-detail/customer-page.js').then((m) => m.CustomerPage),
  },
];
