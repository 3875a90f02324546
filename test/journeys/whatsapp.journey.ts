import { describe, expect } from '@jest/globals';
import { AtFly } from './support/at-fly.js';
import { aCustomer, newKey, signsIn } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import { timePasses } from './support/staff-api.js';
import type { Visitor } from './support/visitor.js';
import { turnsBackUntil } from './support/wait.js';

const shared = world();

/** A code changes for two and a half minutes, then it ends. */
const CODES_LAST = 180;
/** An agent that is awake is looked at every ten minutes. */
const NEXT_LOOK = 660;

async function isAtChannel(visitor: Visitor, plan: 'starter' | 'pro'): Promise<AtFly> {
  const { email } = await aCustomer(shared.stack, { plan, key: newKey(), machine: true });
  await signsIn(visitor, email);
  await visitor.sees('Connect a channel');
  return AtFly.find(shared.stack, email);
}

/** The code is on the page, and it is a picture. */
async function seesCode({ page }: Visitor): Promise<void> {
  const code = page.getByRole('img', { name: 'Code to scan with WhatsApp on your phone' });
  await code.waitFor({ state: 'visible' });
  expect(await code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
}

const channels = ({ page }: Visitor) => page.locator('am-channels-panel');

describe('WhatsApp', () => {
  journey(
    'says before it is chosen that a sleeping agent cannot be woken by it, and is linked by a code',
    shared,
    async (visitor) => {
      const atFly = await isAtChannel(visitor, 'starter');
      const card = visitor.page.getByRole('button', { name: /WhatsApp/ });
      await visitor.sees(card.getByText(/Answers only while your agent is awake.*WhatsApp cannot wake it/));
      await card.click();
      await seesCode(visitor);
      await visitor.reads(/^The code is ready/);
      await visitor.inspects('whatsapp-code');
      await atFly.phone({ scan: true });
      await visitor.isAt('/dashboard');
      await visitor.sees(channels(visitor).getByText('Active'));
      await visitor.reads(/WhatsApp cannot wake it/);
      await visitor.inspects('dashboard-whatsapp');
    },
  );

  journey(
    'is put off, lets a code run out, is linked in the end, and says when the phone throws it out',
    shared,
    async (visitor) => {
      const { page } = visitor;
      const atFly = await isAtChannel(visitor, 'pro');
      await visitor.presses(/Skip for now/);
      await visitor.sees('Hello, Kim');
      await visitor.presses('Add a channel');
      await visitor.presses(/WhatsApp/);
      await seesCode(visitor);
      await visitor.inspects('dashboard-whatsapp-code');
      await visitor.presses('Do this later');
      await visitor.sees(channels(visitor).getByText('Not linked'));
      await visitor.inspects('dashboard-whatsapp-later');

      await visitor.presses('Link WhatsApp');
      await seesCode(visitor);
      await timePasses(shared.stack, CODES_LAST);
      await visitor.reads('This code is no longer valid, and WhatsApp was not linked.');
      await visitor.inspects('dashboard-whatsapp-ended');
      await visitor.presses('Show a new code');
      await seesCode(visitor);
      await atFly.phone({ scan: true });
      await visitor.reads('WhatsApp is linked.');
      await visitor.sees(channels(visitor).getByText('Active'));

      await atFly.phone({ logout: true });
      await timePasses(shared.stack, NEXT_LOOK);
      await turnsBackUntil(visitor, channels(visitor).getByText('Not linked'));
      await visitor.sees(page.getByRole('button', { name: 'Link WhatsApp' }));
    },
  );
});
