import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inputBinding, outputBinding } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { ChannelDto, ChannelLoginDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { ChannelLink } from './channel-link.js';

const URL = '/api/user/channels/chn_whatsapp/login';
const DOWN = { title: 'Down', detail: 'Try again.', errorCode: 'machine_unavailable' };
const code = (letter: string): ChannelLoginDto => ({ state: 'scan', qr: `data:image/png;base64,${letter}` });

describe('ChannelLink', () => {
  let fixture: ComponentFixture<ChannelLink>;
  let http: HttpTestingController;
  const linked = vi.fn();
  const closed = vi.fn();

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const shown = () => root().querySelector('img')?.getAttribute('src');

  beforeEach(() => {
    vi.useFakeTimers();
    linked.mockReset();
    closed.mockReset();
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    http = TestBed.inject(HttpTestingController);
    const [channel] = someChannels(['whatsapp']).channels;
    fixture = TestBed.createComponent(ChannelLink, {
      bindings: [
        inputBinding('channel', () => channel as ChannelDto),
        outputBinding('linked', linked),
        outputBinding('closed', closed),
      ],
    });
    TestBed.tick();
  });

  afterEach(() => {
    fixture.destroy();
    vi.useRealTimers();
    http.verify();
  });

  async function answer(method: 'POST' | 'GET', body: object, status = 200): Promise<void> {
    http.expectOne({ method, url: URL }).flush(body, { status, statusText: 'x' });
    await vi.advanceTimersByTimeAsync(0);
    TestBed.tick();
  }

  const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('asks for the code again and again while the agent gets ready, then watches the scanning', async () => {
    expect(screen().text()).toContain('Asking your agent for a code.');
    await answer('POST', { state: 'waking', qr: null });
    expect(screen().text()).toContain('Your agent is getting ready.');
    await after(3_000);
    await answer('POST', code('one'));
    expect(shown()).toBe('data:image/png;base64,one');
    await after(2_000);
    await answer('GET', code('two'));
    expect(shown()).toBe('data:image/png;base64,two');
    await after(2_000);
    await answer('GET', { state: 'linked', qr: null });
    expect(linked).toHaveBeenCalledTimes(1);
    expect(shown()).toBeUndefined();
    await after(60_000);
  });

  it('shows a new code when the old one ended, and only when asked', async () => {
    await answer('POST', code('one'));
    await after(2_000);
    await answer('GET', { state: 'ended', qr: null });
    expect(screen().text()).toContain('This code is no longer valid');
    await after(60_000);
    screen().button('Show a new code').click();
    TestBed.tick();
    await answer('POST', code('two'));
    expect(shown()).toBe('data:image/png;base64,two');
  });

  it('keeps a code on the screen when one look at the scanning fails', async () => {
    await answer('POST', code('one'));
    await after(2_000);
    await answer('GET', DOWN, 503);
    expect(screen().alert().textContent).toContain('Try again.');
    expect(shown()).toBe('data:image/png;base64,one');
    await after(3_000);
    await answer('GET', code('one'));
    expect(root().querySelector('[role=alert]')).toBeNull();
  });

  it('says why there is no code, and asks once more when told to', async () => {
    await answer('POST', DOWN, 503);
    expect(screen().alert().textContent).toContain('Down');
    await after(60_000);
    screen().button('Try again').click();
    TestBed.tick();
    await answer('POST', code('one'));
    expect(shown()).toBeTruthy();
  });

  it('does not wait for ever for an agent that does not come up', async () => {
    for (let waited = 0; waited < 180_000; waited += 3_000) {
      await answer('POST', { state: 'waking', qr: null });
      await after(3_000);
    }
    await answer('POST', { state: 'waking', qr: null });
    expect(screen().text()).toContain('takes unusually long');
    await after(60_000);
    screen().button('Go on waiting').click();
    TestBed.tick();
    await answer('POST', { state: 'waking', qr: null });
    expect(screen().text()).toContain('getting ready');
  });

  it('stops asking when it is put off', async () => {
    await answer('POST', code('one'));
    screen().button('Do this later').click();
    expect(closed).toHaveBeenCalledTimes(1);
    fixture.destroy();
    await after(60_000);
  });
});
