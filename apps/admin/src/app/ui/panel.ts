import { Component, input } from '@angular/core';

let panels = 0;

/** A titled section of a page. */
@Component({
  selector: 'ac-panel',
  template: `
    <section class="ac-panel" [attr.aria-labelledby]="id">
      <div class="ac-panel__head">
        <h2 [id]="id">{{ heading() }}</h2>
        <ng-content select="[aside]" />
      </div>
      <div [class.ac-panel__body]="padded()"><ng-content /></div>
    </section>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }

    h2 {
      font-size: 0.9375rem;
      letter-spacing: -0.005em;
    }
  `,
})
export class Panel {
  readonly heading = input.required<string>();
  /** Tables and lists bring their own padding. */
  readonly padded = input(true);
  protected readonly id = `ac-panel-${(panels += 1)}`;
}
