import { Service, signal } from '@angular/core';
import type { Tone } from '@automna/web-ui';

export interface Notice {
  id: number;
  text: string;
  tone: Tone;
  about: string | null;
}

export interface NoticeOptions {
  tone?: Tone;
  /** What the notice speaks of, such as `key`. A newer word about the same thing takes the place of the older one. */
  about?: string;
}

const SHOWN_FOR_MS = 7000;

/** Short messages at the edge of the screen: something was saved, or something went wrong elsewhere. */
@Service()
export class Notices {
  private readonly list = signal<Notice[]>([]);
  private nextId = 0;
  readonly current = this.list.asReadonly();

  show(text: string, { tone = 'ok', about }: NoticeOptions = {}): void {
    if (about) this.list.update((list) => list.filter((notice) => notice.about !== about));
    if (this.list().some((notice) => notice.text === text)) return;
    const id = this.nextId++;
    this.list.update((list) => [...list.slice(-2), { id, text, tone, about: about ?? null }]);
    // Bad news stays until it is closed.
    if (tone !== 'bad') setTimeout(() => this.dismiss(id), SHOWN_FOR_MS);
  }

  dismiss(id: number): void {
    this.list.update((list) => list.filter((notice) => notice.id !== id));
  }

  /** On another page: good news belonged to the one it happened on, bad news stays. */
  leavePage(): void {
    this.list.update((list) => list.filter(({ tone }) => tone === 'bad'));
  }
}
