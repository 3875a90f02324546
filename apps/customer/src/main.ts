import { bootstrapApplication } from '@angular/platform-browser';
import { applyStoredTheme } from '@automna/web-ui';
import { App } from './shell/app.js';
import { appConfig } from './shell/app.config.js';

applyStoredTheme();
void bootstrapApplication(App, appConfig);
