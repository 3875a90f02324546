import type { Routes } from '@angular/router';
import { anonymousGuard } from './data/guards.js';

export const routes: Routes = [
  {
    path: 'register',
    canActivate: [anonymousGuard],
    title: 'Create your account',
    data: { description: 'Create an Automna account and get a personal AI agent on a machine of its own.' },
    loadComponent: () => import('./feature-register/register.js').then((m) => m.Register),
  },
  {
    path: 'login',
    canActivate: [anonymousGuard],
    title: 'Sign in',
    data: { description: 'Sign in to Automna to see your agent, your plan and your usage.' },
    loadComponent: () => import('./feature-login/login.js').then((m) => m.Login),
  },
  {
    path: 'forgot-password',
    title: 'Reset your password',
    data: { description: 'Get a link that lets you choose a new password for Automna.' },
    loadComponent: () => import('./feature-password/forgot-password.js').then((m) => m.ForgotPassword),
  },
  {
    path: 'reset-password',
    title: 'Choose a new password',
    loadComponent: () => import('./feature-password/reset-password.js').then((m) => m.ResetPassword),
  },
  {
    path: 'verify-email',
    title: 'Confirm your email',
    loadComponent: () => import('./feature-verify/verify-email.js').then((m) => m.VerifyEmail),
  },
];
