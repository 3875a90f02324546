import { bootstrapApplication } from '@angular/platform-browser';
import { applyStoredTheme } from '@automna/web-ui';
import { App } from './shell/app.js';
import { appConfig } from './shell/app.config.js';

applyStoredTheme();
// A task of its own: reading the scripts and drawing the page in one go would hold the browser up for longer.
setTimeout(() => void bootstrapApplication(App, appConfig));
