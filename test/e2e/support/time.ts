import { Customer } from './customer.js';
import { apiUrls, eventually } from './world.js';

export const DAYS = 86_400;

/** The product's time; the sandbox's clock may have been moved. */
export async function productNow(): Promise<Date> {
  const admin = await Customer.staff('admin');
  const { body } = await admin.call('get', '/api/admin/clock').expect(200);
  return new Date(body.now);
}

/** Moves the product and its vendors ahead, and waits until every API process follows. Tokens of before have expired. */
export async function passTime(seconds: number): Promise<void> {
  const admin = await Customer.staff('admin');
  const { body } = await admin.call('post', '/api/admin/clock').send({ advanceSeconds: seconds }).expect(200);
  for (const url of apiUrls) {
    await eventually(async () => {
      const staff = await Customer.staff('admin');
      const seen = await fetch(`${url}/api/admin/clock`, {
        headers: { authorization: `Bearer ${staff.token}` },
      });
      return (
        seen.ok && ((await seen.json()) as { offsetSeconds: number }).offsetSeconds >= body.offsetSeconds
      );
    }, 'every process following the clock');
  }
}

/** Ahead to `iso` and a little over: a renewal invoice stays a draft for an hour. */
export async function passUntil(iso: string, afterSeconds = 2 * 3600): Promise<void> {
  const seconds = Math.ceil((Date.parse(iso) - (await productNow()).getTime()) / 1000) + afterSeconds;
  if (seconds > 0) await passTime(seconds);
}
