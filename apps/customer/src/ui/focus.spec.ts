import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { page } from '../testing/page.js';
import { focusMover } from './focus.js';

@Component({
  template: `
    @if (open()) {
      <input aria-label="Name" />
      <button type="button" (click)="show(false, 'button')">Close</button>
    } @else {
      <button type="button" (click)="show(true, 'input')">Open</button>
    }
  `,
})
class Box {
  private readonly focus = focusMover();
  protected readonly open = signal(false);

  protected show(open: boolean, selector: string): void {
    this.open.set(open);
    this.focus(selector);
  }
}

describe('focusMover', () => {
  it('leads to what comes in place of the control that was used', async () => {
    const fixture = TestBed.createComponent(Box);
    const root = fixture.nativeElement as HTMLElement;
    document.body.append(root);
    await fixture.whenStable();
    page(root).button('Open').click();
    await fixture.whenStable();
    expect(document.activeElement).toBe(root.querySelector('input'));
    page(root).button('Close').click();
    await fixture.whenStable();
    expect(document.activeElement?.textContent).toBe('Open');
  });
});
