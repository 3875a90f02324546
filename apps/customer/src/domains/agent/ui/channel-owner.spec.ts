import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { ChannelsDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { page, type } from '../../../testing/page.js';
import { Notices } from '../../../ui/notices/notices.js';
import { ChannelsPanel } from './channels-panel.js';

describe('ChannelOwner', () => {
  let fixture: ComponentFixture<ChannelsPanel>;
  let http: HttpTestingController;
  const screen = () => page(fixture.nativeElement as HTMLElement);

  afterEach(() => http.verify());

  function withOwner(ownerId: string | null, kind: 'telegram' | 'whatsapp' = 'telegram'): ChannelsDto {
    const data = someChannels([kind]);
    return { ...data, channels: data.channels.map((channel) => ({ ...channel, ownerId })) };
  }

  async function show(data: ChannelsDto): Promise<void> {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(ChannelsPanel);
    TestBed.tick();
    await listed(data);
  }

  async function listed(data: ChannelsDto): Promise<void> {
    (await vi.waitFor(() => http.expectOne('/api/user/channels'))).flush(data);
    await fixture.whenStable();
  }

  it('says that a bot listens to nobody yet, and lets its owner say who they are', async () => {
    await show(withOwner(null));
    expect(screen().text()).toContain('it listens to nobody until it knows you');
    screen().button('Say who you are for @my_telegram_bot').click();
    await fixture.whenStable();
    expect(screen().text()).toContain('Write anything to @my_telegram_bot in Telegram');
    type(screen().field('Your Telegram user id'), '@me');
    screen().button('Save').click();
    const refused = await vi.waitFor(() => http.expectOne('/api/user/channels/chn_telegram/owner'));
    expect([refused.request.method, refused.request.body]).toEqual(['PUT', { ownerId: '@me' }]);
    const detail = 'Telegram’s id of you is a number.';
    refused.flush(
      { title: 'This is not you.', status: 422, detail, errorCode: 'channel_owner_invalid' },
      { status: 422, statusText: 'x' },
    );
    await fixture.whenStable();
    expect(screen().text()).toContain(detail);
    type(screen().field('Your Telegram user id'), '4711471');
    screen().button('Save').click();
    const accepted = await vi.waitFor(() => http.expectOne('/api/user/channels/chn_telegram/owner'));
    accepted.flush(withOwner('4711471').channels[0] ?? {});
    await listed(withOwner('4711471'));
    expect(screen().text()).toContain('Listens to 4711471 alone.');
    expect(
      TestBed.inject(Notices)
        .current()
        .map(({ text }) => text),
    ).toEqual(['@my_telegram_bot listens to you in about half a minute.']);
  });

  it('does not need it for WhatsApp, where the chat with oneself is enough', async () => {
    await show(withOwner(null, 'whatsapp'));
    expect(screen().text()).toContain('Answers in your chat with yourself.');
    screen().button('Say who you are for @my_whatsapp_bot').click();
    await fixture.whenStable();
    expect(screen().text()).toContain('never writes to your contacts');
    screen().button('Not now').click();
    await fixture.whenStable();
    expect(screen().text()).toContain('Answers in your chat with yourself.');
  });
});
