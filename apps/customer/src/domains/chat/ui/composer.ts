import { Component, type ElementRef, computed, input, output, signal, viewChild } from '@angular/core';
import { Icon } from '@automna/web-ui';

const LONGEST = 8_000;
const NEARLY = 7_500;

/** The field to write in. Enter sends, Shift and Enter begins a new line; while the agent answers one can stop it. */
@Component({
  selector: 'am-composer',
  imports: [Icon],
  template: `
    <form (submit)="$event.preventDefault(); send()">
      <label for="chat-message" class="am-visually-hidden">Your message</label>
      <textarea
        #field
        id="chat-message"
        rows="1"
        placeholder="Write to your agent"
        aria-describedby="chat-keys"
        enterkeyhint="send"
        [maxLength]="longest"
        [value]="text()"
        (input)="text.set(field.value)"
        (keydown.enter)="entered($event)"
      ></textarea>
      <button
        type="button"
        class="am-icon-button"
        [class.stop]="busy()"
        [attr.aria-label]="busy() ? 'Stop the answer' : 'Send'"
        [attr.aria-disabled]="idle() ? true : null"
        (click)="busy() ? stopped.emit() : send()"
      >
        @if (busy()) {
          <span class="square" aria-hidden="true"></span>
        } @else {
          <am-icon name="arrow-right" />
        }
      </button>
    </form>
    <p id="chat-keys" class="am-small am-muted">
      <span class="keys">Enter sends, Shift and Enter begins a new line.</span>
      @if (left() !== null) {
        <span role="status" class="am-num">{{ left() }} characters left.</span>
      }
    </p>
  `,
  styleUrl: './composer.scss',
})
export class Composer {
  /** Whether the agent is answering. */
  readonly busy = input(false);
  readonly said = output<string>();
  readonly stopped = output();

  protected readonly longest = LONGEST;
  protected readonly text = signal('');
  protected readonly idle = computed(() => !this.busy() && !this.text().trim());
  protected readonly left = computed(() =>
    this.text().length > NEARLY ? LONGEST - this.text().length : null,
  );
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected entered(event: Event): void {
    const { shiftKey, isComposing } = event as KeyboardEvent;
    // Enter also ends the composition of a character, e.g. in Japanese; that is no sending.
    if (shiftKey || isComposing) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    const text = this.text().trim();
    if (this.busy() || !text) return;
    this.text.set('');
    // By hand as well: the binding sees no change when text and Enter come within one turn, as dictation may do.
    this.field().nativeElement.value = '';
    this.said.emit(text);
  }
}
