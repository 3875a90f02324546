import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PageHeader } from '../ui/page-header.js';

/** An address inside the console that leads nowhere. */
@Component({
  selector: 'ac-not-found',
  imports: [PageHeader, RouterLink],
  template: `
    <ac-page-header heading="Page not found" summary="Nothing in the console has this address." />
    <a class="am-button am-button--quiet" routerLink="/overview">Go to the overview</a>
  `,
})
export class NotFound {}
