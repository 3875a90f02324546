import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { aKey } from '../../../testing/builders.js';
import { page, type } from '../../../testing/page.js';
import { ConnectKey } from './connect-key.js';

const KEY = 'sk-ant-api03-abcdefghijklmnop';

describe('Connect your AI', () => {
  let fixture: ComponentFixture<ConnectKey>;
  let http: HttpTestingController;
  let goTo: ReturnType<typeof vi.spyOn>;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), provideHttpClient(), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpTestingController);
    goTo = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(ConnectKey);
    await fixture.whenStable();
  });

  afterEach(() => http.verify());

  const screen = () => page(fixture.nativeElement as HTMLElement);

  async function submit(key: string): Promise<void> {
    type(screen().field('Your API key'), key);
    screen().button('Validate and continue').click();
    await fixture.whenStable();
  }

  async function save(key: string, answer: object, status = 200): Promise<void> {
    type(screen().field('Your API key'), key);
    screen().button('Validate and continue').click();
    const request = await vi.waitFor(() => http.expectOne('/api/user/byok'));
    expect(request.request.body).toEqual({ apiKey: key.trim() });
    request.flush(answer, { status, statusText: 'x' });
    await fixture.whenStable();
  }

  it('goes on with a key that works, and trims what was pasted around it', async () => {
    await save(`  ${KEY}\n`, aKey());
    expect(goTo).toHaveBeenCalledWith('/setup');
  });

  it.each([
    ['', 'Paste your key here.'],
    ['sk-ant-oat01-abc', 'This is a sign-in token of Claude'],
    ['sk-ant-admin01-abc', 'This is an admin key'],
    ['hunter2', 'Anthropic API keys start with sk-ant-api'],
  ])('says what is wrong with "%s" without sending it anywhere', async (key, message) => {
    await submit(key);
    expect(screen().text()).toContain(message);
  });

  it('says what the server says about a refused key, and stays', async () => {
    await save(
      KEY,
      { title: 'Anthropic refused this key', detail: 'Create a new one.', errorCode: 'key_revoked' },
      422,
    );
    expect(screen().alert().textContent).toContain('Anthropic refused this key');
    expect(goTo).not.toHaveBeenCalled();
  });

  it('keeps a key that could not be checked and lets the customer go on', async () => {
    await save(KEY, aKey({ verdict: 'unverified' }));
    expect(screen().text()).toContain('Your key is saved. We could not check it yet.');
    screen().button('Continue').click();
    expect(goTo).toHaveBeenCalledWith('/setup');
  });

  it('warns about an account without credit and shows the way to add some', async () => {
    await save(KEY, aKey({ verdict: 'no_credit', helpUrl: 'https://platform.claude.com/settings/billing' }));
    expect(
      screen()
        .link(/Add credit at Anthropic/)
        .getAttribute('href'),
    ).toContain('/settings/billing');
  });

  it('keeps the key out of the page once it is saved', async () => {
    await save(KEY, aKey({ verdict: 'unverified' }));
    screen().button('Use another key').click();
    await fixture.whenStable();
    expect((screen().field('Your API key') as HTMLInputElement).value).toBe('');
  });

  it('shows signing in with Claude switched off, and says why', () => {
    const button = screen().button(/Sign in with Claude/) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    expect(screen().text()).toContain("Anthropic's terms don't allow");
  });
});
