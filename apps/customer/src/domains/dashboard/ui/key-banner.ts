import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KeyStatusDto } from '@automna/api-client';
import { ANTHROPIC_BILLING_URL } from '@automna/contracts';
import { Icon, verdictWords } from '@automna/web-ui';

/** Speaks up when the agent cannot think, or soon may not, because of its key. Silent otherwise. */
@Component({
  selector: 'am-key-banner',
  imports: [Icon, RouterLink],
  template: `
    @if (trouble(); as trouble) {
      <div class="am-note" [class]="trouble.bad ? 'am-note--bad' : 'am-note--warn'" role="status">
        <am-icon name="key" />
        <div class="am-row am-row--between">
          <p>
            <strong>{{ trouble.title }}</strong> {{ trouble.text }}
          </p>
          @if (key().verdict === 'no_credit') {
            <a
              class="am-button am-button--small am-button--quiet"
              [href]="key().helpUrl ?? billingUrl"
              target="_blank"
              rel="noopener"
              >Add credit<span class="am-visually-hidden"> at Anthropic (opens in a new tab)</span></a
            >
          } @else {
            <a class="am-button am-button--small am-button--quiet" routerLink="/settings/key">See your key</a>
          }
        </div>
      </div>
    }
  `,
  styles: `
    :host:not(:has(*)) {
      display: none;
    }
  `,
})
export class KeyBanner {
  readonly key = input.required<KeyStatusDto>();
  protected readonly billingUrl = ANTHROPIC_BILLING_URL;

  protected readonly trouble = computed<{ title: string; text: string; bad: boolean } | null>(() => {
    const { configured, verdict, message, delivery, rolledBack } = this.key();
    if (!configured) {
      return {
        title: 'No key is connected.',
        text: 'Your agent stays silent until you connect one.',
        bad: true,
      };
    }
    if (verdict === 'no_credit') {
      return {
        title: 'Your Anthropic account has no credit.',
        text: message ?? 'Your agent cannot answer.',
        bad: false,
      };
    }
    if (verdictWords(verdict).tone === 'bad') {
      return { title: 'Your key does not work any more.', text: message ?? 'Connect a new one.', bad: true };
    }
    if (rolledBack) {
      return {
        title: 'Your new key was refused.',
        text: 'Your agent went back to the key before it, and keeps answering.',
        bad: false,
      };
    }
    if (delivery === 'failed') {
      return {
        title: 'Your key has not reached your machine.',
        text: 'We keep trying; your agent uses the previous one meanwhile.',
        bad: false,
      };
    }
    return null;
  });
}
