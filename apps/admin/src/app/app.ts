import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

/** Root of the staff console: everything visible belongs to a route. */
@Component({
  selector: 'ac-root',
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {}
