type Json = Record<string, unknown>;

/** Where things are on this computer that a machine has at its own places. */
export interface Places {
  /** The mount point in the machine and the folder that stands for it. */
  mount: { guest: string; host: string };
  port: number;
  webhookPort: number;
  logFile: string;
  anthropicUrl?: string;
  /** Stand-in for the messengers. */
  channelsUrl?: string;
}

/** One value that differs from the config as it was sent. `sent` undefined means: was not there. */
export interface Change {
  path: string[];
  sent: unknown;
  ours: unknown;
}

/** US dollars for a million tokens. OpenClaw knows its catalogue's prices, but not those of an address of our own. */
const PRICES: Readonly<Record<string, { name: string; cost: Json }>> = {
  'claude-sonnet-4-6': {
    name: 'Claude Sonnet 4.6',
    cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  },
};

/**
 * The config a gateway process on this computer gets: what was sent, changed only where a process beside others needs
 * it. Ports and the loopback address instead of a machine's own; folders instead of mount points; a log file of its own;
 * the stand-ins instead of Anthropic (OpenClaw takes that address from its config alone) and Telegram.
 */
export function configForProcess(sent: Json, places: Places): { config: Json; changes: Change[] } {
  const config = structuredClone(sent);
  const changes: Change[] = [];
  const put = (path: string[], ours: unknown) => {
    changes.push({ path, sent: at(sent, path), ours });
    set(config, path, ours);
  };
  for (const [path, text] of textsOf(sent)) {
    const moved = movedPath(text, places.mount);
    if (moved !== text) put(path, moved);
  }
  put(['gateway', 'port'], places.port);
  put(['gateway', 'bind'], 'loopback');
  // The vendor's proxy is here at this computer's own address. A config that trusts no proxy stays so.
  const proxies = at(sent, ['gateway', 'trustedProxies']);
  if (Array.isArray(proxies) && proxies.length > 0) {
    put(['gateway', 'trustedProxies'], [...(proxies as unknown[]), '127.0.0.1/32']);
  }
  if (at(sent, ['logging', 'file']) === undefined) put(['logging', 'file'], places.logFile);
  anthropic(sent, places, put);
  telegram(sent, places, put);
  return { config, changes };
}

/** A config as the gateway shows it, as if it were the one that was sent. What it changed itself stays visible. */
export function configAsSent(shown: Json, changes: readonly Change[]): Json {
  const restored = structuredClone(shown);
  for (const { path, sent, ours } of changes) {
    if (JSON.stringify(at(restored, path)) === JSON.stringify(ours)) set(restored, path, sent);
  }
  return restored;
}

/** A path under the mount point, on this computer. Everything else stays as it is. */
export function movedPath(text: string, mount: Places['mount']): string {
  if (text === mount.guest) return mount.host;
  return text.startsWith(`${mount.guest}/`) ? mount.host + text.slice(mount.guest.length) : text;
}

function anthropic(sent: Json, places: Places, put: (path: string[], value: unknown) => void): void {
  const provider = ['models', 'providers', 'anthropic'];
  if (!places.anthropicUrl || at(sent, [...provider, 'baseUrl']) !== undefined) return;
  put([...provider, 'baseUrl'], places.anthropicUrl);
  if (at(sent, [...provider, 'api']) === undefined) put([...provider, 'api'], 'anthropic-messages');
  const models = at(sent, [...provider, 'models']);
  if (Array.isArray(models) && models.length > 0) return;
  put([...provider, 'models'], Object.entries(PRICES).map(([id, model]) => ({ id, ...model }))); // prettier-ignore
}

function telegram(sent: Json, places: Places, put: (path: string[], value: unknown) => void): void {
  const path = ['channels', 'telegram'];
  if (at(sent, path) === undefined) return;
  if (places.channelsUrl && at(sent, [...path, 'apiRoot']) === undefined) {
    put([...path, 'apiRoot'], places.channelsUrl);
    put([...path, 'network', 'dangerouslyAllowPrivateNetwork'], true);
  }
  if (at(sent, [...path, 'webhookUrl']) === undefined) return;
  put([...path, 'webhookHost'], '127.0.0.1');
  put([...path, 'webhookPort'], places.webhookPort);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value);
}

/** Sets or (undefined) removes a value; objects on the way are made, and go again when nothing is left in them. */
function set(target: Json, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(target, key);
    else target[key] = value;
    return;
  }
  const inner = target[key];
  const object = typeof inner === 'object' && inner !== null ? (inner as Json) : {};
  target[key] = object;
  set(object, rest, value);
  if (value === undefined && Object.keys(object).length === 0) Reflect.deleteProperty(target, key);
}

function* textsOf(value: unknown, path: string[] = []): Generator<[string[], string]> {
  if (typeof value === 'string') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key]);
}
