import type { Stack } from '../../support/stack.ts';
import { staff } from './console-steps.js';

/** Calls the staff API as the sandbox's administrator; a body makes it a POST. */
export async function asAdmin<T>({ url }: Stack, path: string, body?: object): Promise<T> {
  const [email, password] = staff('admin');
  const { accessToken } = await send<{ accessToken: string }>(`${url}/api/auth/login`, '', {
    email,
    password,
  });
  return send<T>(`${url}/api/admin${path}`, accessToken, body);
}

async function send<T>(url: string, token: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Moves the clock of product and vendors. Access tokens last a quarter of an hour; the app renews its own. */
export async function timePasses(stack: Stack, seconds: number): Promise<void> {
  await asAdmin(stack, '/clock', { advanceSeconds: seconds });
}
