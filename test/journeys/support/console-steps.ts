import type { Visitor } from './visitor.js';

/** The console tries the refresh cookie first; a stranger has none. */
export async function comesToConsole(visitor: Visitor): Promise<void> {
  visitor.watch.expect(401, /\/api\/auth\/refresh$/);
  await visitor.page.goto('/admin/');
  await visitor.sees('Sign in');
}

export async function signsInAs(visitor: Visitor, email: string, password: string): Promise<void> {
  await comesToConsole(visitor);
  await visitor.fills('Work e-mail', email);
  await visitor.page.getByLabel('Password', { exact: true }).fill(password);
  await visitor.presses('Sign in');
}

/** Address and password of the sandbox's staff. */
export const staff = (role: 'admin' | 'support') => [`${role}@automna.test`, `automna-demo-${role}`] as const;
