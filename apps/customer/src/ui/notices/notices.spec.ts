import { TestBed } from '@angular/core/testing';
import { Notices } from './notices.js';

describe('Notices', () => {
  let notices: Notices;
  const texts = () => notices.current().map(({ text }) => text);

  beforeEach(() => {
    vi.useFakeTimers();
    notices = TestBed.inject(Notices);
  });

  afterEach(() => vi.useRealTimers());

  it('lets the newer word about a thing take the place of the older one', () => {
    notices.show('Your new key works.', { about: 'key' });
    notices.show('Telegram is connected.', { about: 'telegram' });
    notices.show('Your key is removed.', { about: 'key' });
    expect(texts()).toEqual(['Telegram is connected.', 'Your key is removed.']);
  });

  it('keeps what speaks of nothing in particular', () => {
    notices.show('A new confirmation link is on its way.');
    notices.show('Your key is removed.', { about: 'key' });
    expect(texts()).toEqual(['A new confirmation link is on its way.', 'Your key is removed.']);
  });

  it('says nothing twice at once', () => {
    notices.show('Saved.');
    notices.show('Saved.');
    expect(texts()).toEqual(['Saved.']);
  });

  it('shows the same words anew when they are true again', () => {
    notices.show('Telegram is connected.', { about: 'telegram' });
    vi.advanceTimersByTime(6000);
    notices.show('Telegram is connected.', { about: 'telegram' });
    vi.advanceTimersByTime(6000);
    expect(texts()).toEqual(['Telegram is connected.']);
    vi.advanceTimersByTime(1000);
    expect(texts()).toEqual([]);
  });

  it('takes good news away after a while and leaves bad news standing', () => {
    notices.show('Saved.');
    notices.show('We cannot reach the server.', { tone: 'bad' });
    vi.advanceTimersByTime(7000);
    expect(texts()).toEqual(['We cannot reach the server.']);
  });

  it('leaves good news behind on the way to another page', () => {
    notices.show('Web chat is connected.');
    notices.show('We cannot reach the server.', { tone: 'bad' });
    notices.leavePage();
    expect(texts()).toEqual(['We cannot reach the server.']);
  });
});
