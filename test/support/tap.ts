import { appendFileSync } from 'node:fs';
import { type IncomingMessage, type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One exchange as it went over the wire, nothing masked. */
export interface Overheard {
  /** Whose door it was: `api`, `fly`, … */
  at: string;
  method: string;
  path: string;
  requestHeaders: Record<string, unknown>;
  requestBody: string;
  status: number;
  responseHeaders: Record<string, unknown>;
  responseBody: string;
}

/**
 * A door in front of a server that writes down everything that goes through, to be searched for what must not be
 * there. Answers are asked for uncompressed, so that nothing hides.
 */
export class Tap {
  readonly url: string;
  private readonly door: Server;

  // Fields are spelled out: this file also runs as it is, under Node's own type stripping.
  private constructor(door: Server) {
    this.door = door;
    this.url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  }

  /** @param port of the door; 0 = any */
  static open(at: string, target: string, file: string, port = 0): Promise<Tap> {
    const { hostname: host, port: targetPort } = new URL(target);
    const door = createServer((incoming, answer) => {
      const { method = 'GET', url: path = '/' } = incoming;
      const { 'accept-encoding': _compressed, ...headers } = incoming.headers;
      const sent = listen(incoming);
      const onward = request({ host, port: targetPort, method, path, headers }, (reply) => {
        const got = listen(reply);
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
        reply.once('close', () => {
          const overheard: Overheard = {
            at,
            method,
            path,
            requestHeaders: headers,
            requestBody: sent(),
            status: reply.statusCode ?? 0,
            responseHeaders: reply.headers,
            responseBody: got(),
          };
          appendFileSync(file, `${JSON.stringify(overheard)}\n`);
        });
        reply.on('error', () => answer.destroy());
      });
      // A vendor that drops the connection drops it here as well.
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
    return new Promise((resolve) => door.listen(port, '127.0.0.1', () => resolve(new Tap(door))));
  }

  close(): void {
    this.door.closeAllConnections();
    this.door.close();
  }
}

function listen(stream: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('latin1');
}
