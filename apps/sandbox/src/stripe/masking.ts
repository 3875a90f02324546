import type { TrafficRecord } from '../kernel/index.js';

/** Card numbers and security codes never enter the request log, even though only test cards exist. */
export function maskPaymentForm(entry: TrafficRecord): TrafficRecord {
  return { ...entry, requestBody: masked(entry.requestBody) };
}

function masked(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      if (key === 'cardNumber' && typeof value === 'string') return [key, `…${value.slice(-4)}`];
      if (key === 'cardCvc') return [key, '…'];
      if (key === 'card' && typeof value === 'object' && value !== null && 'number' in value) {
        return [key, { ...value, number: `…${String(value.number).slice(-4)}`, cvc: '…' }];
      }
      return [key, value];
    }),
  );
}
