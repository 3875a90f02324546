import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { KeyStatusDto } from '@automna/api-client';
import { aKey, aRolledBackKey } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { KeyPanel } from './key-panel.js';

describe('KeyPanel', () => {
  async function show(key: KeyStatusDto): Promise<string> {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const fixture = TestBed.createComponent(KeyPanel, { bindings: [inputBinding('key', () => key)] });
    await fixture.whenStable();
    return page(fixture.nativeElement as HTMLElement).words();
  }

  it('says since when the machine runs with the key, and what the agent thinks with', async () => {
    const deliveredAt = '2026-11-20T12:00:00.000Z';
    const words = await show(aKey({ deliveredAt, modelInUse: 'anthropic/claude-demo-1' }));
    expect(words).toMatch(/Delivery On your machine since 20 November/);
    expect(words).toContain('Thinks with claude-demo-1');
  });

  it.each([
    ['pending', 'On its way to your machine, which takes about a minute'],
    ['failed', 'Could not be put on your machine; we keep trying'],
  ] as const)('promises no machine that runs with a key that is %s', async (delivery, expected) => {
    const words = await show(aKey({ delivery, deliveredAt: '2026-11-20T12:00:00.000Z' }));
    expect(words).toContain(`Delivery ${expected}`);
    expect(words).not.toContain('since');
  });

  it('names the model a key was checked with, where one was asked', async () => {
    const lastCheckedAt = new Date().toISOString();
    expect(await show(aKey({ lastCheckedAt }))).toMatch(/Last checked just now Delivery/);
    TestBed.resetTestingModule();
    expect(await show(aKey({ lastCheckedAt, model: 'claude-demo-2' }))).toContain(
      'Last checked just now with claude-demo-2',
    );
  });

  it('says that the key connected last was refused and the one before it put back', async () => {
    const words = await show(aRolledBackKey('Anthropic refuses the key …CD34.'));
    expect(words).toContain('Anthropic refuses the key …CD34.');
    expect(words).toContain('Delivery On your machine again, in place of the one that was refused');
  });

  it('takes the keyboard to the field and back to the button', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const fixture = TestBed.createComponent(KeyPanel, { bindings: [inputBinding('key', () => aKey())] });
    const root = fixture.nativeElement as HTMLElement;
    document.body.append(root);
    await fixture.whenStable();
    page(root).button('Change key').click();
    await fixture.whenStable();
    expect(document.activeElement).toBe(page(root).field('Your API key'));
    page(root).button('Cancel').click();
    await fixture.whenStable();
    expect(document.activeElement).toBe(page(root).button('Change key'));
  });
});
