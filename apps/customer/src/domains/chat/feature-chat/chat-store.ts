import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { toProblem } from '@automna/web-ui';
import { MachineClient } from '../../agent/data/machine-client.js';
import { ChatStream } from '../data/chat-stream.js';
import type { Exchange } from '../data/exchange.js';

const ASLEEP = ['asleep', 'starting', 'stopping'];
/** An agent that is awake has usually begun to answer by then. */
const SLOW_MS = 5_000;

/** The conversation as this page knows it: what was said since it was opened, and the answer under way. */
@Service({ autoProvided: false })
export class ChatStore {
  private readonly stream = inject(ChatStream);
  private readonly machine = inject(MachineClient).machine();
  private readonly list = signal<readonly Exchange[]>([]);
  private readonly sleepy = signal(false);
  private readonly slow = signal(false);
  private running: AbortController | null = null;
  private nextId = 1;

  readonly exchanges = this.list.asReadonly();
  readonly last = computed(() => this.list().at(-1) ?? null);
  readonly busy = computed(() => ['waiting', 'writing'].includes(this.last()?.state ?? ''));
  /** What is going on before the first word. */
  readonly hint = computed(() => {
    const sleeps = this.machine.hasValue() && this.machine.value().sleepsWhenIdle;
    if (this.sleepy() || this.looksAsleep() || (this.slow() && sleeps)) {
      return 'Waking your agent… This takes up to a minute.';
    }
    return this.slow() ? 'Still thinking…' : 'Thinking…';
  });
  /** What a screen reader hears: the answer as a whole, not each piece of it. */
  readonly spoken = computed(() => {
    const last = this.last();
    if (last?.state === 'waiting') return this.hint();
    if (last?.state === 'done') return `Your agent answers: ${last.answer}`;
    return last?.state === 'stopped' ? 'You stopped the answer.' : '';
  });
  private readonly looksAsleep = computed(
    () => this.machine.hasValue() && ASLEEP.includes(this.machine.value().state),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Says something; does nothing while the agent still answers. */
  async send(question: string): Promise<void> {
    if (this.busy() || !question.trim()) return;
    const id = this.nextId++;
    this.list.update((list) => [...list, { id, question, answer: '', state: 'waiting', problem: null }]);
    await this.ask(id, question);
  }

  /** Says the last thing again. */
  async retry(): Promise<void> {
    const last = this.last();
    if (!last || this.busy()) return;
    this.change(last.id, { answer: '', state: 'waiting', problem: null });
    await this.ask(last.id, last.question);
  }

  stop(): void {
    this.running?.abort();
  }

  private async ask(id: number, question: string): Promise<void> {
    const running = (this.running = new AbortController());
    this.sleepy.set(this.looksAsleep());
    this.slow.set(false);
    this.machine.reload();
    const timer = setTimeout(() => this.slow.set(true), SLOW_MS);
    try {
      await this.stream.ask(question, (piece) => this.append(id, piece), running.signal);
      this.change(id, { state: 'done' });
    } catch (error) {
      if (running.signal.aborted) this.change(id, { state: 'stopped' });
      else this.change(id, { state: 'failed', problem: toProblem(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  private append(id: number, piece: string): void {
    this.list.update((list) =>
      list.map((one) => (one.id === id ? { ...one, state: 'writing', answer: one.answer + piece } : one)),
    );
  }

  private change(id: number, patch: Partial<Exchange>): void {
    this.list.update((list) => list.map((one) => (one.id === id ? { ...one, ...patch } : one)));
  }
}
