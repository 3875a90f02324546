import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import type { ChannelsDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { page } from '../../../testing/page.js';
import { ConnectChannel } from './connect-channel.js';

const CHANNELS: ChannelsDto = {
  ...someChannels([]),
  kinds: [
    { kind: 'web', title: 'Web chat', available: true, note: 'In your browser.' },
    { kind: 'whatsapp', title: 'WhatsApp', available: true, note: 'Linked by scanning a code.' },
  ],
};

describe('A first channel', () => {
  let fixture: ComponentFixture<ConnectChannel>;
  let http: HttpTestingController;
  let goTo: ReturnType<typeof vi.spyOn>;

  const screen = () => page(fixture.nativeElement as HTMLElement);

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    goTo = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(ConnectChannel);
    TestBed.tick();
    http.expectOne('/api/user/channels').flush(CHANNELS);
    await fixture.whenStable();
  });

  afterEach(() => http.verify());

  async function adds(kind: 'web' | 'whatsapp', status: 'active' | 'connecting'): Promise<void> {
    screen()
      .button(kind === 'web' ? /^\s*Web chat/ : /^\s*WhatsApp/)
      .click();
    const call = await vi.waitFor(() => http.expectOne({ method: 'POST', url: '/api/user/channels' }));
    expect(call.request.body).toEqual({ kind });
    call.flush({ ...someChannels([kind]).channels[0], status });
  }

  it('goes on as soon as a channel works', async () => {
    await adds('web', 'active');
    await vi.waitFor(() => expect(goTo).toHaveBeenCalledWith('/setup'));
  });

  it('shows the code of WhatsApp first, and goes on when it is scanned', async () => {
    await adds('whatsapp', 'connecting');
    const call = await vi.waitFor(() => http.expectOne('/api/user/channels/chn_whatsapp/login'));
    expect(goTo).not.toHaveBeenCalled();
    expect(() => screen().button(/^Skip for now/)).toThrow();
    call.flush({ state: 'linked', qr: null });
    await vi.waitFor(() => expect(goTo).toHaveBeenCalledWith('/setup'));
  });

  it('goes on without the code, too: it can be scanned later', async () => {
    await adds('whatsapp', 'connecting');
    const call = await vi.waitFor(() => http.expectOne('/api/user/channels/chn_whatsapp/login'));
    screen().button('Do this later').click();
    await vi.waitFor(() => expect(goTo).toHaveBeenCalledWith('/setup'));
    call.flush({ state: 'ended', qr: null });
  });
});
