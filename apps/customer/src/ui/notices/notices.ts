import { Service, signal } from '@angular/core';
import type { Tone } from '@automna/web-ui';

export interface Notice {
  id: number;
  text: string;
  tone: Tone;
}

const SHOWN_FOR_MS = 7000;

/** Short messages at the edge of the screen: something was saved, or something went wrong elsewhere. */
@Service()
export class Notices {
  private readonly list = signal<Notice[]>([]);
  private nextId = 0;
  readonly current = this.list.asReadonly();

  show(text: string, tone: Tone = 'ok'): void {
    if (this.list().some((notice) => notice.text === text)) return;
    const id = this.nextId++;
    this.list.update((list) => [...list.slice(-2), { id, text, tone }]);
    // Bad news stays until it is closed.
    if (tone !== 'bad') setTimeout(() => this.dismiss(id), SHOWN_FOR_MS);
  }

  dismiss(id: number): void {
    this.list.update((list) => list.filter((notice) => notice.id !== id));
  }
}
