import { TestBed } from '@angular/core/testing';
import type { ProvisionDto } from '@automna/api-client';
import { aProvision } from '../../../testing/builders.js';
import { Session } from '../../accounts/data/session.js';
import { ProvisionStream, type StreamState } from './provision-stream.js';

const event = (provision: ProvisionDto) => `event: provision\ndata: ${JSON.stringify(provision)}\n\n`;

/** An answer whose body arrives in the given pieces and then ends, or hangs when told to. */
function answer(pieces: string[], { hang = false } = {}) {
  return (_url: string, { signal }: RequestInit) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        if (!hang) controller.close();
        signal?.addEventListener('abort', () => {
          if (hang) controller.error(new DOMException('Aborted', 'AbortError'));
        });
      },
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  };
}

describe('ProvisionStream', () => {
  const fetchFake = vi.fn();
  const session = { token: vi.fn(), renew: vi.fn() };
  let seen: ProvisionDto[];
  let states: StreamState[];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    fetchFake.mockReset();
    session.token.mockReset().mockResolvedValue('token-1');
    session.renew.mockReset().mockResolvedValue('token-2');
    vi.stubGlobal('fetch', fetchFake);
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
    seen = [];
    states = [];
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function follow(): void {
    stop = TestBed.inject(ProvisionStream).follow({
      provision: (provision) => seen.push(provision),
      state: (state) => states.push(state),
    });
  }

  it('sends the token in a header and reports each event, also when pieces cut it in two', async () => {
    const text =
      event(aProvision({ percent: 10 })) +
      ': heartbeat\n\n' +
      event(aProvision({ state: 'ready', percent: 100 }));
    fetchFake.mockImplementation(answer([text.slice(0, 25), text.slice(25, 90), text.slice(90)]));
    follow();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.map(({ percent }) => percent)).toEqual([10, 100]);
    expect(fetchFake.mock.calls[0]?.[1].headers.Authorization).toBe('Bearer token-1');
  });

  it('stops by itself when the machine is ready', async () => {
    fetchFake.mockImplementation(answer([event(aProvision({ state: 'ready' }))]));
    follow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchFake).toHaveBeenCalledTimes(1);
  });

  it('reconnects after the line drops, and says so', async () => {
    fetchFake
      .mockImplementationOnce(answer([event(aProvision({ percent: 30 }))]))
      .mockImplementationOnce(answer([event(aProvision({ state: 'ready', percent: 100 }))]));
    follow();
    await vi.advanceTimersByTimeAsync(999);
    expect(states.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.map(({ percent }) => percent)).toEqual([30, 100]);
  });

  it('waits longer each time while the server cannot be reached', async () => {
    fetchFake.mockRejectedValue(new TypeError('Failed to fetch'));
    follow();
    await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000 - 1);
    expect(fetchFake).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetchFake).toHaveBeenCalledTimes(4);
  });

  it('gives up on a line that has gone silent and opens another', async () => {
    fetchFake.mockImplementation(answer([event(aProvision())], { hang: true }));
    follow();
    await vi.advanceTimersByTimeAsync(41_500);
    expect(fetchFake).toHaveBeenCalledTimes(2);
  });

  it('renews a refused token', async () => {
    fetchFake
      .mockResolvedValueOnce(new Response(null, { status: 401 }))
      .mockImplementationOnce(answer([event(aProvision({ state: 'ready' }))]));
    follow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(session.renew).toHaveBeenCalledExactlyOnceWith('token-1');
    expect(seen).toHaveLength(1);
  });

  it('ends when nobody is signed in any more', async () => {
    session.token.mockResolvedValue(null);
    follow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchFake).not.toHaveBeenCalled();
  });

  it('ends when it is told to', async () => {
    fetchFake.mockImplementation(answer([event(aProvision())], { hang: true }));
    follow();
    await vi.advanceTimersByTimeAsync(0);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchFake).toHaveBeenCalledTimes(1);
  });
});
