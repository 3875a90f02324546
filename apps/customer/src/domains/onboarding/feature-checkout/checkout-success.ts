import { Component, DestroyRef, computed, effect, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Icon, ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { BillingClient } from '../../billing/data/billing-client.js';
import { SetupClient } from '../data/setup-client.js';
import { setupUrl } from '../data/setup-guard.js';

const POLL_MS = 1500;
const PATIENT_AFTER_S = 10;
const VERY_PATIENT_AFTER_S = 30;

/** `/checkout/success?session_id=`: waits until the payment has reached us, patiently and in plain words. */
@Component({
  selector: 'am-checkout-success',
  imports: [Icon, ProblemAlert, RouterLink],
  templateUrl: './checkout-success.html',
  styleUrl: './checkout-success.scss',
})
export class CheckoutSuccess {
  private readonly billing = inject(BillingClient);
  private readonly setup = inject(SetupClient);
  private readonly router = inject(Router);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private startedAt = Date.now();

  /** Query parameter, named by Stripe. */
  readonly session_id = input<string>();

  protected readonly state = signal<'waiting' | 'paid' | 'unpaid' | 'failed'>('waiting');
  protected readonly problem = signal<Problem | null>(null);
  protected readonly plan = signal<string | null>(null);
  private readonly seconds = signal(0);
  protected readonly patience = computed(() => {
    if (this.seconds() >= VERY_PATIENT_AFTER_S) {
      return 'This is unusually slow. Your payment is safe at Stripe and you will not be charged twice. You can close this page; we continue where you left off when you come back.';
    }
    if (this.seconds() >= PATIENT_AFTER_S) {
      return 'Still waiting for word from Stripe. This sometimes takes up to a minute.';
    }
    return 'This usually takes a few seconds.';
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
    effect(() => void this.begin(this.session_id()));
  }

  protected async begin(sessionId: string | undefined): Promise<void> {
    clearTimeout(this.timer);
    this.startedAt = Date.now();
    this.state.set('waiting');
    await this.ask(sessionId);
  }

  private async ask(sessionId: string | undefined): Promise<void> {
    try {
      if (!sessionId) {
        await this.askSetup();
        return;
      }
      const { status, plan } = await this.billing.checkoutStatus(sessionId);
      if (this.stopped) return;
      this.plan.set(plan);
      if (status === 'active') {
        this.state.set('paid');
        await this.router.navigateByUrl('/setup', { replaceUrl: true });
        return;
      }
      if (status === 'open' || status === 'expired') {
        this.state.set('unpaid');
        return;
      }
    } catch (error) {
      const problem = toProblem(error);
      // A server that is busy or out of reach for a moment is no reason to give up.
      if (this.stopped) return;
      if (problem.status !== 0 && problem.status < 500) {
        this.problem.set(problem);
        this.state.set('failed');
        return;
      }
    }
    this.askAgain(sessionId);
  }

  /** Without a session id, as after a return by bookmark, the derived step tells when the payment has arrived. */
  private async askSetup(): Promise<void> {
    const setup = await this.setup.setup();
    if (this.stopped) return;
    if (setup.step === 'confirming_payment') this.askAgain(setup.checkoutSessionId ?? undefined);
    else await this.router.navigateByUrl(setupUrl(this.router, setup), { replaceUrl: true });
  }

  private askAgain(sessionId: string | undefined): void {
    this.seconds.set((Date.now() - this.startedAt) / 1000);
    this.timer = setTimeout(() => void this.ask(sessionId), POLL_MS);
  }

  private stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
