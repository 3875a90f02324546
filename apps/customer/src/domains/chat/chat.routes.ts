import type { Routes } from '@angular/router';
import { chatGuard } from './data/chat-guard.js';

export const routes: Routes = [
  {
    path: 'chat',
    title: 'Chat',
    data: { private: true },
    canActivate: [chatGuard],
    loadComponent: () => import('./feature-chat/chat.js').then((m) => m.Chat),
  },
];
