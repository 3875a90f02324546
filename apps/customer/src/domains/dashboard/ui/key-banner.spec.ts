import { inputBinding } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { KeyStatusDto } from '@automna/api-client';
import { aKey, aRolledBackKey } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { KeyBanner } from './key-banner.js';

describe('KeyBanner', () => {
  async function show(key: KeyStatusDto) {
    TestBed.configureTestingModule({ providers: [provideRouter([])] });
    const fixture = TestBed.createComponent(KeyBanner, { bindings: [inputBinding('key', () => key)] });
    await fixture.whenStable();
    return page(fixture.nativeElement as HTMLElement);
  }

  it('is silent while the agent can think', async () => {
    expect((await show(aKey())).words()).toBe('');
  });

  it('says that a new key was refused, and that the agent goes on with the one before', async () => {
    const banner = await show(aRolledBackKey('Anthropic refuses it.'));
    expect(banner.text()).toContain('Your new key was refused. Your agent went back to the key before it');
    expect(banner.link('See your key').getAttribute('href')).toBe('/settings/key');
  });

  it('speaks of the key in use first when that one fails, too', async () => {
    const banner = await show({
      ...aRolledBackKey('It went back.'),
      verdict: 'revoked',
      message: 'Revoked.',
    });
    expect(banner.text()).toContain('Your key does not work any more. Revoked.');
    expect(banner.text()).not.toContain('It went back.');
  });
});
