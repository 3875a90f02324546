import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { ChannelsDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { Notices } from '../../../ui/notices/notices.js';
import { ChannelsPanel } from './channels-panel.js';

/** Two channels, the second of which waits. */
function onePaused(limit: number, pausedReason: 'plan' | 'customer'): ChannelsDto {
  const data = someChannels(['web', 'telegram'], limit);
  const channels = data.channels.map((channel) =>
    channel.kind === 'telegram' ? { ...channel, status: 'paused' as const, pausedReason } : channel,
  );
  return { ...data, channels, used: 1, paused: 1 };
}

describe('ChannelsPanel', () => {
  let fixture: ComponentFixture<ChannelsPanel>;
  let http: HttpTestingController;

  afterEach(() => http.verify());

  const screen = () => page(fixture.nativeElement as HTMLElement);
  const said = () =>
    TestBed.inject(Notices)
      .current()
      .map(({ text }) => text);

  async function show(channels: ChannelsDto): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(ChannelsPanel);
    TestBed.tick();
    await listed(channels);
  }

  async function listed(channels: ChannelsDto): Promise<void> {
    (await vi.waitFor(() => http.expectOne('/api/user/channels'))).flush(channels);
    await fixture.whenStable();
  }

  async function answer(url: string, body: object, status = 200): Promise<void> {
    (await vi.waitFor(() => http.expectOne(url))).flush(body, { status, statusText: 'x' });
  }

  it('says why a channel waits, and how another one can make room for it', async () => {
    await show(onePaused(1, 'plan'));
    expect(screen().text()).toContain('Your plan has no room for it. It keeps its token.');
    expect(() => screen().button(/^Resume/)).toThrow();
    screen().button('Pause Web chat').click();
    await answer('/api/user/channels/chn_web/pause', {});
    await listed({ ...onePaused(1, 'plan'), used: 0 });
    expect(said()).toEqual(['Web chat is paused.']);
    expect(screen().button('Resume @my_telegram_bot')).toBeTruthy();
  });

  it('puts a waiting channel to work again where there is room', async () => {
    await show(onePaused(3, 'customer'));
    expect(screen().text()).toContain('You paused it.');
    screen().button('Resume @my_telegram_bot').click();
    await answer('/api/user/channels/chn_telegram/resume', {});
    await listed(someChannels(['web', 'telegram']));
    expect(said()).toEqual(['@my_telegram_bot is back.']);
    expect(() => screen().button(/^Pause/)).toThrow();
  });

  it('offers to pause one where the plan is full, and only there', async () => {
    await show(someChannels(['web', 'telegram'], 2));
    expect(screen().button('Pause Web chat')).toBeTruthy();
    TestBed.resetTestingModule();
    await show(someChannels(['web', 'telegram'], null));
    expect(() => screen().button(/^Pause/)).toThrow();
  });

  it('speaks of no token where there is none', async () => {
    const data = onePaused(1, 'plan');
    const channels = data.channels.map((channel) => ({ ...channel, kind: 'web' as const }));
    await show({ ...data, channels });
    expect(screen().text()).toContain('Your plan has no room for it. Nothing in it is lost.');
  });

  it('points to the plans when there is none', async () => {
    await show({ ...someChannels([]), limit: { limit: 0, unlimited: false, unit: 'channels' } });
    expect(screen().text()).toContain('Channels come with a plan.');
    expect(screen().text()).not.toContain('None');
    expect(() => screen().button('Add a channel')).toThrow();
  });

  it('links WhatsApp by a code where it waits for one, and says that it works', async () => {
    const waiting = someChannels(['whatsapp']);
    const channels = waiting.channels.map((channel) => ({ ...channel, status: 'connecting' as const }));
    await show({ ...waiting, channels });
    expect(screen().text()).toContain('Not linked');
    screen().button('Link @my_whatsapp_bot').click();
    await answer('/api/user/channels/chn_whatsapp/login', { state: 'linked', qr: null });
    await listed(waiting);
    expect(said()).toEqual(['@my_whatsapp_bot is linked.']);
    expect(screen().text()).toContain('Active');
  });

  it('says what the agent knows to be wrong', async () => {
    const data = someChannels(['telegram']);
    const channels = data.channels.map((channel) => ({ ...channel, observed: 'failing' as const }));
    await show({ ...data, channels });
    expect(screen().text()).toContain('Not working');
    expect(screen().text()).toContain('Your agent could not connect there.');
  });

  it('says why a channel could not come back', async () => {
    await show(onePaused(3, 'customer'));
    screen().button('Resume @my_telegram_bot').click();
    const full = { title: 'No room', detail: 'Pause another one.', errorCode: 'channel_limit_reached' };
    await answer('/api/user/channels/chn_telegram/resume', full, 409);
    await vi.waitFor(() => expect(said()).toEqual(['No room. Pause another one.']));
  });

  it('keeps the keyboard where things happen: into the picker, into a form, and back to the list', async () => {
    const telegram = { kind: 'telegram', title: 'Telegram', available: true, note: '' } as const;
    await show({ ...someChannels([]), kinds: [telegram] });
    document.body.append(fixture.nativeElement as HTMLElement);
    const focused = () => document.activeElement?.textContent?.trim() ?? '';
    screen().button('Add a channel').click();
    await fixture.whenStable();
    expect(focused()).toBe('Telegram');
    screen().button('Telegram').click();
    await fixture.whenStable();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Connect telegram');
    screen().button('Cancel').click();
    await fixture.whenStable();
    expect(focused()).toBe('Telegram');
    screen().button('Close').click();
    await fixture.whenStable();
    expect(focused()).toBe('Channels');
  });

  it('says on a plan that sleeps what cannot wake the agent', async () => {
    await show(someChannels(['whatsapp', 'telegram']));
    expect(screen().text()).not.toContain('cannot wake it');
    fixture.componentRef.setInput('sleeps', true);
    await fixture.whenStable();
    expect(screen().text()).toContain('WhatsApp cannot wake it');
  });
});
