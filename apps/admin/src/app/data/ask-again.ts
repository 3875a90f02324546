import { effect, inject, InjectionToken, type Signal } from '@angular/core';

/** How long to wait before asking again about something that is under way. */
export const ASK_AGAIN_MS = new InjectionToken('ASK_AGAIN_MS', { factory: () => 2000 });

/** Five minutes: whoever still waits then has a worker that stands still, and a button to ask by hand. */
const MOST_QUESTIONS = 150;

/**
 * Asks again, some time after each answer, as long as the latest answer says that something is under way. A failed
 * question ends it: the page then shows the failure with its own way to try again.
 */
export function askAgainWhile<T>(answer: Signal<T>, underWay: (answer: T) => boolean, ask: () => void): void {
  const pause = inject(ASK_AGAIN_MS);
  let asked = 0;
  effect((onCleanup) => {
    if (!underWay(answer())) {
      asked = 0;
      return;
    }
    if (asked >= MOST_QUESTIONS) return;
    const timer = setTimeout(() => {
      asked += 1;
      ask();
    }, pause);
    onCleanup(() => clearTimeout(timer));
  });
}
