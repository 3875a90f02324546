import { Component, computed, effect, inject } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router } from '@angular/router';
import { Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { SetupFrame } from '../ui/setup-frame.js';
import { ProvisionStore } from './provision-store.js';

/** `/setup/provision`: the real steps of setting the machine up, live. */
@Component({
  selector: 'am-provision',
  imports: [SetupFrame, MatProgressBar, Icon, ProblemAlert, SkeletonLines],
  providers: [ProvisionStore],
  templateUrl: './provision.html',
  styleUrl: './provision.scss',
})
export class Provision {
  private readonly router = inject(Router);
  protected readonly store = inject(ProvisionStore);
  protected readonly heading = computed(() => {
    if (this.store.ready()) return 'Your agent is ready';
    return this.store.failed() ? 'Setting up stopped' : 'Setting up your agent…';
  });
  protected readonly lead = computed(() =>
    this.store.failed()
      ? 'One of the steps needs another try. Everything before it is kept.'
      : 'A private machine, an encrypted disk and your agent on it. This takes about 60 seconds.',
  );
  protected readonly spoken = computed(() => {
    if (this.store.ready()) return 'Your agent is ready.';
    const step = this.store.currentStep();
    if (!step) return '';
    return step.state === 'failed' ? `${step.title}: failed.` : `${step.title}, under way.`;
  });

  constructor() {
    void this.store.begin();
    effect(() => {
      if (this.store.ready()) void this.router.navigateByUrl('/setup');
    });
  }
}
