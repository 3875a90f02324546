import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { ChannelsDto, MachineDto } from '@automna/api-client';
import { aMachine, someChannels } from '../../../testing/builders.js';
import { FakeEventStream } from '../../../testing/event-stream.js';
import { page } from '../../../testing/page.js';
import { Session } from '../../accounts/data/session.js';
import { Chat } from './chat.js';

describe('Chat', () => {
  let fixture: ComponentFixture<Chat>;
  let http: HttpTestingController;
  let line: FakeEventStream;

  afterEach(() => vi.unstubAllGlobals());

  const root = () => fixture.nativeElement as HTMLElement;
  const screen = () => page(root());
  const field = () => root().querySelector('textarea') as HTMLTextAreaElement;
  const spoken = () => root().querySelector('[aria-live="polite"]')?.textContent ?? '';

  async function open(channels: ChannelsDto, machine: MachineDto = aMachine()): Promise<void> {
    line = new FakeEventStream();
    vi.stubGlobal('fetch', line.fetch);
    const session = { token: () => Promise.resolve('token-1'), renew: () => Promise.resolve(null) };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Session, useValue: session },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Chat);
    document.body.append(root());
    TestBed.tick();
    http.expectOne('/api/user/channels').flush(channels);
    http.expectOne('/api/user/machine').flush(machine);
    await fixture.whenStable();
  }

  /** The machine is looked at with each message; the test decides what is seen. */
  async function look(machine: MachineDto = aMachine()): Promise<void> {
    const request = await vi.waitFor(() => http.expectOne('/api/user/machine'));
    request.flush(machine);
    await fixture.whenStable();
  }

  function write(text: string, key: KeyboardEventInit = {}): KeyboardEvent {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...key });
    field().dispatchEvent(enter);
    // Not `whenStable`: sending looks at the machine, and the test answers that itself.
    TestBed.tick();
    return enter;
  }

  /** What the page shows once it says so. */
  const shows = (text: string) => vi.waitFor(() => expect(screen().text()).toContain(text));

  it('shows the answer as it is written, and reads it out once it is whole', async () => {
    await open(someChannels(['web']));
    write('What is new?');
    await look();
    expect(line.calls[0]?.body).toEqual({ text: 'What is new?' });
    expect(field().value).toBe('');
    await shows('Thinking…');
    line.send('delta', { text: 'Not ' });
    await shows('Your agent: Not');
    expect(spoken()).toBe('');
    line.send('delta', { text: 'much.\n<b>Really</b>' });
    await shows('Not much. <b>Really</b>');
    line.send('done', {});
    line.end();
    await vi.waitFor(() => expect(spoken()).toContain('Your agent answers: Not much.'));
    expect(screen().text()).not.toContain('Thinking…');
  });

  it('says honestly who remembers what', async () => {
    await open(someChannels(['web']));
    expect(screen().text()).toContain(
      'This page forgets the conversation when you close it; your agent remembers.',
    );
  });

  it('begins with a suggestion', async () => {
    await open(someChannels(['web']));
    expect(root().querySelectorAll('.suggestions button')).toHaveLength(3);
    screen().button('What can you do for me?').click();
    await look();
    expect(line.calls[0]?.body).toEqual({ text: 'What can you do for me?' });
    expect(document.activeElement).toBe(field());
  });

  it('sends with Enter, not with Shift and Enter, nor while a character is being composed, nor nothing', async () => {
    await open(someChannels(['web']));
    expect(write('line', { shiftKey: true }).defaultPrevented).toBe(false);
    expect(write('にほ', { isComposing: true }).defaultPrevented).toBe(false);
    write('  \n ');
    expect(line.calls).toHaveLength(0);
    write('  Hello  ');
    await look();
    expect(line.calls.map(({ body }) => body)).toEqual([{ text: 'Hello' }]);
  });

  it('stops the answer, keeps what was written and goes on', async () => {
    await open(someChannels(['web']));
    write('A long story, please');
    await look();
    line.send('delta', { text: 'Once upon' });
    await shows('Once upon');
    write('Too early');
    expect(line.calls).toHaveLength(1);
    expect(field().value).toBe('Too early');
    screen().button('Stop the answer').click();
    await shows('You stopped this answer.');
    expect(line.hungUp).toBe(true);
    expect(screen().text()).toContain('Once upon');
    expect(spoken()).toBe('You stopped the answer.');
    expect(document.activeElement).toBe(field());
    screen().button('Send').click();
    await look();
    expect(line.calls[1]?.body).toEqual({ text: 'Too early' });
  });

  it('says that it wakes the agent', async () => {
    await open(someChannels(['web']), aMachine({ state: 'asleep', sleepsWhenIdle: true }));
    write('Hello');
    await shows('Waking your agent…');
    await look(aMachine({ state: 'awake', sleepsWhenIdle: true }));
    expect(spoken()).toContain('Waking your agent…');
    line.send('delta', { text: 'Good morning' });
    await shows('Good morning');
    expect(screen().text()).not.toContain('Waking');
  });

  it('shows a refused key with the way to the key settings, and sends again on request', async () => {
    await open(someChannels(['web']));
    line.refuse(409, {
      title: 'Anthropic refuses your key.',
      detail: 'Replace it.',
      errorCode: 'agent_key_refused',
      link: '/settings/key',
    });
    write('Hello');
    await look();
    await shows('Anthropic refuses your key.');
    expect(screen().alert().textContent).toContain('Replace it.');
    expect(screen().link('Open key settings').getAttribute('href')).toBe('/settings/key');
    screen().button('Send it again').click();
    await look();
    expect(line.calls).toHaveLength(2);
    expect(root().querySelectorAll('.you')).toHaveLength(1);
    expect(root().querySelector('[role="alert"]')).toBeNull();
  });

  it('keeps half an answer when the rest does not come', async () => {
    await open(someChannels(['web']));
    write('Hello');
    await look();
    line.send('delta', { text: 'Half of it' });
    line.send('problem', {
      title: 'The answer was cut off.',
      status: 502,
      errorCode: 'agent_answer_interrupted',
      detail: 'Ask.',
    });
    await shows('The answer was cut off.');
    expect(screen().text()).toContain('Half of it');
  });

  it('shows the way to the key beside a warning of the agent', async () => {
    await open(someChannels(['web']));
    write('Hello');
    await look();
    line.send('delta', { text: '⚠️ LLM request failed (authentication failed, HTTP 401).' });
    line.send('done', {});
    line.end();
    await shows('Is it about your key?');
  });

  it('hangs up when the page is left', async () => {
    await open(someChannels(['web']));
    write('Hello');
    await look();
    fixture.destroy();
    await vi.waitFor(() => expect(line.hungUp).toBe(true));
  });

  it('connects the web chat where there is none', async () => {
    await open(someChannels(['telegram']));
    screen().button('Connect web chat').click();
    const request = await vi.waitFor(() => http.expectOne({ method: 'POST', url: '/api/user/channels' }));
    expect(request.request.body).toEqual({ kind: 'web' });
    request.flush(someChannels(['web']).channels[0] ?? {});
    const again = await vi.waitFor(() => http.expectOne({ method: 'GET', url: '/api/user/channels' }));
    again.flush(someChannels(['telegram', 'web']));
    await shows('What is on your mind?');
  });

  it('brings back a web chat that was paused, where the plan has room for it', async () => {
    const { channels, ...rest } = someChannels(['web']);
    const paused = channels.map((channel) => ({ ...channel, status: 'paused' as const }));
    await open({ ...rest, channels: paused, used: 0, paused: 1 });
    screen().button('Connect web chat').click();
    const request = await vi.waitFor(() => http.expectOne('/api/user/channels/chn_web/resume'));
    request.flush(channels[0] ?? {});
    const again = await vi.waitFor(() => http.expectOne({ method: 'GET', url: '/api/user/channels' }));
    again.flush(someChannels(['web']));
    await shows('What is on your mind?');
  });

  it('explains a plan without room', async () => {
    await open(someChannels(['telegram'], 1));
    expect(screen().text()).toContain('It includes one channel, and you use @my_telegram_bot.');
    expect(screen().link('See larger plans').getAttribute('href')).toBe('/settings/billing');
  });

  it('offers to connect again when the channel was removed elsewhere', async () => {
    await open(someChannels(['web']));
    line.refuse(409, {
      title: 'Web chat is not connected.',
      detail: 'Connect it.',
      errorCode: 'channel_required',
    });
    write('Hello');
    const look = await vi.waitFor(() => http.expectOne('/api/user/machine'));
    look.flush(aMachine());
    const again = await vi.waitFor(() => http.expectOne('/api/user/channels'));
    again.flush(someChannels([]));
    await shows('Connect web chat to talk here');
  });
});
