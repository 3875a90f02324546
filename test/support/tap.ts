import { appendFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bytes of a body that is announced before it is sent. */
const LARGE = 64 * 1024;

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
      void bytesOf(incoming).then((body) => {
        const onward = request({ host, port: targetPort, method, path, headers }, (reply) => {
          const got = bytesOf(reply);
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
          void got.then((responseBody) => {
            const overheard: Overheard = {
              at,
              method,
              path,
              requestHeaders: headers,
              requestBody: body.toString('latin1'),
              status: reply.statusCode ?? 0,
              responseHeaders: reply.headers,
              responseBody: responseBody.toString('latin1'),
            };
            appendFileSync(file, `${JSON.stringify(overheard)}\n`);
          });
          reply.on('error', () => answer.destroy());
        });
        // A vendor that drops the connection drops it here as well.
        onward.on('error', () => answer.destroy());
        answer.on('close', () => onward.destroy());
        handOn(onward, body);
      });
    });
    return new Promise((resolve) => door.listen(port, '127.0.0.1', () => resolve(new Tap(door))));
  }

  close(): void {
    this.door.closeAllConnections();
    this.door.close();
  }
}

/** Whoever refuses a large body by its announced length cuts the line; asked first, they get their word in. */
function handOn(onward: ClientRequest, body: Buffer): void {
  if (body.length < LARGE) {
    onward.end(body);
    return;
  }
  const later = setTimeout(() => onward.end(body), 100);
  onward.once('response', () => clearTimeout(later)).once('close', () => clearTimeout(later));
  onward.flushHeaders();
}

/** All of a stream, whether it ends well or not. */
function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => stream.once('close', () => resolve(Buffer.concat(chunks))));
}
