/** A call as one of a customer's story. */
export interface NamedCall {
  app: string;
  /** `POST /v1/apps/:app/machines/:id/lease #2`: the second one of this story. */
  call: string;
}

/** Gives every call to Fly a name that is the same for every customer, and counts them by app. */
export class CallNames {
  private readonly seen = new Map<string, string[]>();

  /** Null when the call concerns no app in particular. */
  count(method: string, path: string, body: Buffer): NamedCall | null {
    const parts = path.split('?', 1)[0]?.split('/') ?? [];
    const app = appOf(method, parts, body);
    if (!app) return null;
    const name = `${method} ${template(parts)}`;
    const calls = this.seen.get(app) ?? [];
    const before = calls.filter((call) => call.startsWith(`${name} #`)).length;
    const call = `${name} #${before + 1}`;
    this.seen.set(app, [...calls, call]);
    return { app, call };
  }

  of(app: string): readonly string[] {
    return this.seen.get(app) ?? [];
  }

  forget(): void {
    this.seen.clear();
  }
}

/** `/v1/apps/{app}/…`, `/_apps/{app}/…`, or the name in the request that makes the app. */
function appOf(method: string, [, root, second, third]: string[], body: Buffer): string | undefined {
  if (root === '_apps') return second;
  if (root !== 'v1' || second !== 'apps') return undefined;
  if (third) return third;
  if (method !== 'POST') return undefined;
  const made = JSON.parse(body.toString()) as { name?: string; app_name?: string };
  return made.name ?? made.app_name;
}

/** Ids stand right after what they are ids of: `machines/:id`, `volumes/:id`. */
function template([, root, ...rest]: string[]): string {
  const shown = rest.map((part, index) => {
    const after = index === 0 ? root : rest[index - 1];
    if (after === '_apps' || (after === 'apps' && index === 1)) return ':app';
    return after === 'machines' || after === 'volumes' ? ':id' : part;
  });
  return ['', root, ...shown].join('/');
}
