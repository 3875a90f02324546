import { TestBed } from '@angular/core/testing';
import { toProblem } from '@automna/web-ui';
import { FakeEventStream } from '../../../testing/event-stream.js';
import { Session } from '../../accounts/data/session.js';
import { ChatStream } from './chat-stream.js';

describe('ChatStream', () => {
  const session = { token: vi.fn(), renew: vi.fn() };
  let line: FakeEventStream;
  let stop: AbortController;
  let heard: string;

  beforeEach(() => {
    vi.useFakeTimers();
    session.token.mockReset().mockResolvedValue('token-1');
    session.renew.mockReset().mockResolvedValue('token-2');
    line = new FakeEventStream();
    vi.stubGlobal('fetch', line.fetch);
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
    stop = new AbortController();
    heard = '';
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Asks, and gives the end of it: `done`, or what was thrown. */
  function ask(): Promise<unknown> {
    return TestBed.inject(ChatStream)
      .ask('Hi', (piece) => (heard += piece), stop.signal)
      .then(
        () => 'done',
        (error: unknown) => error,
      );
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('sends the message with the token and hands on each piece, also when it arrives cut in two', async () => {
    const end = ask();
    await settle();
    line.raw('event: delta\ndata: {"te');
    line.raw('xt":"Hello "}\n\n: still here\n\n');
    line.send('delta', { text: 'there' });
    await settle();
    expect(heard).toBe('Hello there');
    line.send('done', {});
    line.end();
    expect(await end).toBe('done');
    expect(line.calls).toEqual([
      { headers: expect.objectContaining({ Authorization: 'Bearer token-1' }), body: { text: 'Hi' } },
    ]);
  });

  it('knows a refusal, with its wait', async () => {
    line.refuse(429, { title: 'Too many', errorCode: 'too_many_requests' }, { 'Retry-After': '5' });
    expect(toProblem(await ask())).toMatchObject({ errorCode: 'too_many_requests', retryAfterSeconds: 5 });
  });

  it('knows a problem in the middle of an answer', async () => {
    const end = ask();
    await settle();
    line.send('delta', { text: 'Half' });
    line.send('problem', { title: 'No', status: 409, errorCode: 'agent_key_refused', link: '/settings/key' });
    expect(toProblem(await end)).toMatchObject({ errorCode: 'agent_key_refused', link: '/settings/key' });
    expect(heard).toBe('Half');
  });

  it('does not take half an answer for a whole one', async () => {
    const end = ask();
    await settle();
    line.send('delta', { text: 'Half' });
    line.end();
    expect(toProblem(await end).errorCode).toBe('agent_answer_interrupted');
  });

  it('stays on the line while the agent wakes up, and gives up on a dead one', async () => {
    const end = ask();
    for (let beat = 0; beat < 4; beat += 1) {
      await vi.advanceTimersByTimeAsync(15_000);
      line.raw(': still here\n\n');
    }
    await vi.advanceTimersByTimeAsync(39_000);
    expect(line.hungUp).toBe(false);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(toProblem(await end).errorCode).toBe('agent_answer_interrupted');
    expect(line.hungUp).toBe(true);
    expect(line.calls).toHaveLength(1);
  });

  it('hangs up when it is told to', async () => {
    const end = ask();
    await settle();
    stop.abort();
    expect(await end).toBe(stop.signal.reason);
    expect(line.hungUp).toBe(true);
  });

  it('renews a refused token once', async () => {
    line.refuse(401, {});
    const end = ask();
    await settle();
    line.send('done', {});
    line.end();
    expect(await end).toBe('done');
    expect(session.renew).toHaveBeenCalledExactlyOnceWith('token-1');
    expect(line.calls[1]?.headers['Authorization']).toBe('Bearer token-2');
  });

  it('says when the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(toProblem(await ask()).errorCode).toBe('offline');
  });
});
