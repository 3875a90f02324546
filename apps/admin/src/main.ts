import { bootstrapApplication } from '@angular/platform-browser';
import { applyStoredTheme } from '@automna/web-ui';
import { App } from './app/app.js';
import { appConfig } from './app/app.config.js';

applyStoredTheme();

// A failed start leaves an empty page; rethrowing makes the browser report it with its stack.
bootstrapApplication(App, appConfig).catch((error: unknown) => {
  queueMicrotask(() => {
    throw error;
  });
});
