import { Component, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { KeyStatusDto } from '@automna/api-client';
import { ANTHROPIC_BILLING_URL, ANTHROPIC_KEYS_URL } from '@automna/contracts';
import { Icon, MaskedKey } from '@automna/web-ui';
import { KeyForm } from '../../agent/ui/key-form.js';
import { SetupFrame } from '../ui/setup-frame.js';

/** `/setup/connect`: the customer's own Anthropic key. */
@Component({
  selector: 'am-connect-key',
  imports: [SetupFrame, KeyForm, Icon, MaskedKey],
  templateUrl: './connect-key.html',
  styleUrl: './connect-key.scss',
})
export class ConnectKey {
  private readonly router = inject(Router);
  protected readonly keysUrl = ANTHROPIC_KEYS_URL;
  protected readonly billingUrl = ANTHROPIC_BILLING_URL;
  /** Set when the key was kept although something about it needs saying first. */
  protected readonly saved = signal<KeyStatusDto | null>(null);

  protected async accept(status: KeyStatusDto): Promise<void> {
    if (status.verdict === 'valid') await this.continue();
    else this.saved.set(status);
  }

  protected async continue(): Promise<void> {
    await this.router.navigateByUrl('/setup');
  }
}
