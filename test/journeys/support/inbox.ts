import type { Stack } from '../../support/stack.ts';
import type { Visitor } from './visitor.js';

/** Opens the sandbox's inbox at the newest mail to `email` whose subject matches, waiting until there is one. */
export async function opensMail(
  visitor: Visitor,
  stack: Stack,
  email: string,
  subject: RegExp,
): Promise<void> {
  const { page } = visitor;
  const mail = page.getByRole('link', { name: subject });
  const deadline = Date.now() + 20_000;
  do {
    if (Date.now() > deadline) throw new Error(`No mail ${String(subject)} to ${email} within 20 s`);
    await page.goto(`${stack.vendors.mail}/?to=${encodeURIComponent(email)}`);
  } while ((await mail.count()) === 0);
  await mail.first().click();
  await visitor.sees(subject);
}
