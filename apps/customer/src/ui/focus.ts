import { ElementRef, Injector, afterNextRender, inject } from '@angular/core';

/**
 * A way to move the focus within this component to what `selector` finds after the next rendering: for a control that
 * goes away when it is used, so that a keyboard and a screen reader are not thrown back to the top of the page. Call in
 * an injection context.
 */
export function focusMover(): (selector: string) => void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const injector = inject(Injector);
  return (selector) =>
    void afterNextRender({ read: () => host.querySelector<HTMLElement>(selector)?.focus() }, { injector });
}
