/** A streamed answer under the control of a test: what it sends, when it ends, and whether somebody hung up. */
export class FakeEventStream {
  readonly calls: { headers: Record<string, string>; body: unknown }[] = [];
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private refusals: Response[] = [];
  hungUp = false;

  /** Stands in for `fetch`. */
  readonly fetch = (_url: string, init: RequestInit): Promise<Response> => {
    this.calls.push({
      headers: init.headers as Record<string, string>,
      body: JSON.parse(String(init.body)) as unknown,
    });
    const refusal = this.refusals.shift();
    if (refusal) return Promise.resolve(refusal);
    this.hungUp = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
        init.signal?.addEventListener('abort', () => {
          this.hungUp = true;
          try {
            controller.error(new DOMException('Aborted', 'AbortError'));
          } catch {
            // It had ended already.
          }
        });
      },
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  };

  /** The next request gets this answer instead of a stream. */
  refuse(status: number, problem: object, headers: Record<string, string> = {}): void {
    this.refusals.push(new Response(JSON.stringify(problem), { status, headers }));
  }

  send(event: string, data: object): void {
    this.raw(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  raw(text: string): void {
    this.controller?.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.controller?.close();
  }
}
