import { Service, signal } from '@angular/core';
import { type Problem, toProblem } from '@automna/web-ui';

const STALE_PAGE: Problem = {
  title: 'This page could not be loaded',
  detail: 'Either the connection dropped or a newer version is out. Load it again.',
  status: 0,
  errorCode: 'page_not_loaded',
};

/** What stopped the last navigation, and where it was going. */
@Service()
export class Trouble {
  private readonly state = signal<{ problem: Problem; url: string } | null>(null);
  readonly current = this.state.asReadonly();

  remember(error: unknown, url: string): void {
    this.state.set({ problem: isLoadFailure(error) ? STALE_PAGE : toProblem(error), url });
  }
}

/** A lazy part of the app that the server no longer has, or that could not be reached. */
function isLoadFailure(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);
}
