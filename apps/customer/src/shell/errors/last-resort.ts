import { ErrorHandler, Service, inject } from '@angular/core';
import { toProblem } from '@automna/web-ui';
import { Notices } from '../../ui/notices/notices.js';

/** What nobody caught: kept in the browser's console for whoever looks, and said to the person in one sentence. */
@Service()
export class LastResort extends ErrorHandler {
  private readonly notices = inject(Notices);

  override handleError(error: unknown): void {
    super.handleError(error);
    const { title, detail } = toProblem(error);
    this.notices.show(`${title}. ${detail}`, { tone: 'bad' });
  }
}
