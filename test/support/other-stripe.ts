import { type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerProcess, freePort } from './processes.ts';

const VENDORS = ['STRIPE', 'ANTHROPIC', 'FLY', 'MAIL', 'CHANNELS'] as const;

/**
 * Stripe as somebody else's emulator would offer it: its API and its pages, and nothing of ours besides. Behind it is
 * a second sandbox process with a clock of its own; whoever asks for one of our controls gets a 404.
 */
export class OtherStripe {
  readonly url: string;
  private readonly sandbox: ServerProcess;
  private readonly door: Server;

  // Fields are spelled out: this file also runs as it is, under Node's own type stripping.
  private constructor(sandbox: ServerProcess, door: Server) {
    this.sandbox = sandbox;
    this.door = door;
    this.url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  }

  static async start(): Promise<OtherStripe> {
    const ports = await Promise.all(VENDORS.map(() => freePort()));
    const port = ports[0] ?? 0;
    const sandbox = ServerProcess.start(
      'another Stripe emulator',
      'dist/apps/sandbox/src/main.js',
      Object.fromEntries(VENDORS.map((vendor, index) => [`SANDBOX_${vendor}_PORT`, String(ports[index])])),
    );
    await sandbox.untilOk(`http://127.0.0.1:${port}/_sandbox/health`);
    return new OtherStripe(sandbox, await openDoor(port));
  }

  async stop(): Promise<void> {
    this.door.closeAllConnections();
    this.door.close();
    await this.sandbox.stop();
  }
}

function openDoor(port: number): Promise<Server> {
  const door = createServer((incoming, answer) => {
    if (incoming.url?.startsWith('/_sandbox')) {
      answer.writeHead(404).end();
      return;
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  return new Promise((resolve) => door.listen(0, '127.0.0.1', () => resolve(door)));
}
