import type { Chance } from './seed.js';

/** Where a journey is, in order. */
export const STEPS = [
  'register',
  'checkout',
  'pay',
  'confirm',
  'key',
  'provision',
  'channel',
  'verify',
] as const;
export type Step = (typeof STEPS)[number];

export type VendorName = 'stripe' | 'anthropic' | 'fly' | 'mail';

/**
 * `received`: the vendor has the request and has done nothing yet. `lost`: it has acted, and its answer is lost on the
 * way. `answered`: the answer is with us, and whether it was written down by then is chance.
 */
export const PHASES = ['received', 'lost', 'answered'] as const;
export type Phase = (typeof PHASES)[number];

/** A request that every journey makes in this step. */
interface VendorRequest {
  vendor: VendorName;
  method: 'GET' | 'POST';
  /** Matches the path, for the sandbox's fault rules and for its request log alike. */
  path: string;
}

/** When the process is ended. */
export type Moment = { step: Step; extraMs: number } & (
  | { on: 'request'; phase: Phase; request: VendorRequest }
  /** The journey's own request was sent `extraMs` ago. */
  | { on: 'sending' }
);

const stripe = (method: 'GET' | 'POST', path: string): VendorRequest => ({ vendor: 'stripe', method, path });
const fly = (method: 'GET' | 'POST', path: string): VendorRequest => ({ vendor: 'fly', method, path });

/** While the webhook is carried out, Stripe is read again. */
const CONFIRM: readonly VendorRequest[] = [
  stripe('GET', '^/v1/checkout/sessions/[^/]+$'),
  stripe('GET', '^/v1/subscriptions/[^/]+$'),
];

const PROVISION: readonly VendorRequest[] = [
  fly('GET', '^/v1/apps/[^/]+$'),
  fly('POST', '^/v1/apps$'),
  fly('POST', '^/v1/apps/[^/]+/ip_assignments$'),
  fly('POST', '^/v1/apps/[^/]+/secrets$'),
  fly('POST', '^/v1/apps/[^/]+/volumes$'),
  fly('POST', '^/v1/apps/[^/]+/machines$'),
  fly('GET', '^/v1/apps/[^/]+/machines/[^/]+$'),
  fly('GET', '^/_apps/[^/]+/startupz$'),
  fly('POST', '^/_apps/[^/]+/api/v1/admin/rpc$'),
];

/** Creating calls, of which a second one would be seen. */
const CREATING = PROVISION.filter(({ method, path }) => method === 'POST' && path.startsWith('^/v1/apps'));

/**
 * Twenty moments, spread over the whole journey: each place has its share, what exactly happens there is drawn. The
 * order is drawn too.
 */
export function drawMoments(chance: Chance): Moment[] {
  const sending = (step: Step, withinMs: number): Moment => ({
    step,
    on: 'sending',
    extraMs: chance.below(withinMs),
  });
  const request = (step: Step, from: readonly VendorRequest[], phase = chance.pick(PHASES)): Moment => ({
    step,
    on: 'request',
    phase,
    request: chance.pick(from),
    extraMs: chance.below(phase === 'answered' ? 60 : 25),
  });
  return chance.shuffled([
    sending('register', 400),
    request('checkout', [stripe('POST', '^/v1/customers$')]),
    request('checkout', [stripe('POST', '^/v1/checkout/sessions$')]),
    request(
      'checkout',
      [stripe('POST', '^/v1/customers$'), stripe('POST', '^/v1/checkout/sessions$')],
      'lost',
    ),
    sending('pay', 80),
    request('confirm', CONFIRM, 'received'),
    request('confirm', CONFIRM, 'answered'),
    request('key', [{ vendor: 'anthropic', method: 'GET', path: '^/v1/models$' }], 'received'),
    request('key', [{ vendor: 'anthropic', method: 'GET', path: '^/v1/models$' }], 'answered'),
    sending('key', 60),
    sending('provision', 60),
    request('provision', PROVISION),
    request('provision', PROVISION),
    request('provision', PROVISION, 'received'),
    request('provision', CREATING, 'lost'),
    request('provision', CREATING, 'lost'),
    request('provision', CREATING, 'answered'),
    request('verify', [{ vendor: 'mail', method: 'POST', path: '^/emails$' }], 'lost'),
    sending('channel', 60),
    sending('verify', 60),
  ]);
}

/** For people: `lost POST /v1/apps`. */
export function describeMoment(moment: Moment): string {
  if (moment.on === 'sending') return `${moment.extraMs} ms after sending`;
  const { method, path, vendor } = moment.request;
  const readable = path.replaceAll('[^/]+', ':id').replace(/[\^$]/g, '');
  return `${method} ${readable} (${vendor}) ${moment.phase}, +${moment.extraMs} ms`;
}
