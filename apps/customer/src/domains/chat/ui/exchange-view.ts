import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon, ProblemAlert } from '@automna/web-ui';
import type { Exchange } from '../data/exchange.js';

/** Places a problem may point to, in words. */
const LINK_WORDS: Readonly<Record<string, string>> = {
  '/settings/key': 'Open key settings',
  '/pricing': 'See the plans',
};

/** A message and its answer, also half of one, or the reason why there is none. */
@Component({
  selector: 'am-exchange-view',
  imports: [Icon, ProblemAlert, RouterLink],
  templateUrl: './exchange-view.html',
  styleUrl: './exchange-view.scss',
})
export class ExchangeView {
  readonly exchange = input.required<Exchange>();
  /** What is going on before the first word. */
  readonly hint = input.required<string>();
  /** Only the last message can be said again: the agent remembers the order. */
  readonly repeatable = input(false);
  readonly again = output();

  protected readonly link = computed(() => {
    const url = this.exchange().problem?.link;
    const words = url ? LINK_WORDS[url] : undefined;
    return url && words ? { url, words } : null;
  });
  /** The agent puts this sign before what it could not do, a refused key above all; there is no code beside it. */
  protected readonly warns = computed(() => this.exchange().answer.startsWith('⚠️'));
  protected readonly empty = computed(() => this.exchange().state === 'done' && !this.exchange().answer);
}
