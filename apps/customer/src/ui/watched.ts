import type { HttpResourceRef } from '@angular/common/http';
import { DOCUMENT, DestroyRef, type Signal, computed, effect, inject, linkedSignal } from '@angular/core';

/** What is read again and again while somebody looks at the page. */
export interface Watched<T> {
  /** What was heard last; null until something was. */
  readonly value: Signal<T | null>;
  /** Why nothing is known. Once something is, a look that fails on the way is only repeated. */
  readonly error: Signal<Error | undefined>;
  /** Looks now. */
  reload(): void;
  /** Something newer is known already: the answer to a change that was made here. */
  set(value: T): void;
}

/**
 * Reads a resource again after `pauseMs` of what it said last (null: nothing yet), as long as the page is in view, and
 * at once when somebody comes back to it. Call in an injection context.
 */
export function watched<T>(
  resource: HttpResourceRef<T | undefined>,
  pauseMs: (value: T | null) => number,
): Watched<T> {
  const page = inject(DOCUMENT);
  const value = linkedSignal<T | undefined, T | null>({
    source: () => (resource.hasValue() ? resource.value() : undefined),
    computation: (now, before) => now ?? before?.value ?? null,
  });
  const error = computed(() => (value() === null ? resource.error() : undefined));
  const lookAgain = () => {
    if (page.visibilityState === 'visible' && !resource.isLoading()) resource.reload();
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const pause = pauseMs(value());
    clearTimeout(timer);
    if (!resource.isLoading()) timer = setTimeout(lookAgain, pause);
  });
  page.addEventListener('visibilitychange', lookAgain);
  inject(DestroyRef).onDestroy(() => {
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', lookAgain);
  });
  return {
    value: value.asReadonly(),
    error,
    reload: () => void resource.reload(),
    set: (newer) => resource.set(newer),
  };
}
