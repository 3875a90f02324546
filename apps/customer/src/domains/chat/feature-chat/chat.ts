import {
  Component,
  DOCUMENT,
  type ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { ChannelsClient, hasWebChat } from '../../agent/data/channels-client.js';
import { Composer } from '../ui/composer.js';
import { ConnectWeb } from '../ui/connect-web.js';
import { ExchangeView } from '../ui/exchange-view.js';
import { ChatStore } from './chat-store.js';

/** Closer to the end than this, a reader follows what is written; further up they are reading something else. */
const NEAR_END_PX = 80;

/** `/chat`: talking to the agent in the browser. */
@Component({
  selector: 'am-chat',
  imports: [Composer, ConnectWeb, EmptyState, ExchangeView, ProblemAlert, SkeletonLines],
  providers: [ChatStore],
  templateUrl: './chat.html',
  styleUrl: './chat.scss',
})
export class Chat {
  protected readonly store = inject(ChatStore);
  protected readonly channels = inject(ChannelsClient).channels();
  protected readonly connected = computed(
    () => this.channels.hasValue() && hasWebChat(this.channels.value()),
  );
  protected readonly suggestions = SUGGESTIONS;

  private readonly log = viewChild<ElementRef<HTMLElement>>('log');
  private readonly composer = viewChild(Composer);
  private readonly follows = signal(true);
  private lastTop = 0;

  constructor() {
    afterRenderEffect(() => {
      if (this.store.exchanges().length > 0) this.follow();
    });
    // The room for the conversation changes: the window turns, the keyboard opens, the message below grows.
    const Observer = inject(DOCUMENT).defaultView?.ResizeObserver;
    effect((onCleanup) => {
      const log = this.log()?.nativeElement;
      if (!log || !Observer) return;
      const observer = new Observer(() => {
        if (this.store.last()) this.follow();
      });
      observer.observe(log);
      onCleanup(() => observer.disconnect());
    });
    // The channel may have been removed elsewhere; then this page is the way to connect it again.
    effect(() => {
      if (this.store.last()?.problem?.errorCode === 'channel_required') this.channels.reload();
    });
  }

  protected say(text: string): void {
    this.follows.set(true);
    void this.store.send(text);
    this.composer()?.focus();
  }

  protected again(): void {
    this.follows.set(true);
    void this.store.retry();
    this.composer()?.focus();
  }

  protected stop(): void {
    this.store.stop();
    this.composer()?.focus();
  }

  /** Going up is a reader's wish; being further from the end without it is only the text having wrapped anew. */
  protected scrolled({ scrollHeight, scrollTop, clientHeight }: HTMLElement): void {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) this.follows.set(true);
    else if (scrollTop < this.lastTop) this.follows.set(false);
    this.lastTop = scrollTop;
  }

  private follow(): void {
    const log = this.log()?.nativeElement;
    if (log && this.follows()) log.scrollTop = log.scrollHeight;
  }
}

const SUGGESTIONS = [
  'What can you do for me?',
  'Help me plan my week, one question at a time.',
  'Help me write a friendly reply to an email.',
];
