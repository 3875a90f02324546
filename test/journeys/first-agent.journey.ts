import { describe } from '@jest/globals';
import { CARDS, PASSWORD, newEmail, newKey, pastesKey, pays, signsUp } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';

/** Slow enough that the steps can be watched. */
const shared = world({ bootMs: 1200 });

describe('from the first visit to a running agent', () => {
  journey(
    'looking at every page on the way, and coming back to a page that was closed',
    shared,
    async (visitor) => {
      const { page } = visitor;
      await page.goto('/');
      await visitor.sees('Bring your own Anthropic account. We handle everything else.');
      await visitor.inspects('landing');

      await visitor.follows('Get your agent');
      await visitor.sees('One agent, three sizes');
      // A screen reader is told of the new page.
      await page.waitForFunction(() => document.activeElement?.matches('main h1'));
      await visitor.inspects('pricing');
      await visitor.portrays('pricing');
      await visitor.portrays('pricing-phone', { width: 390, scheme: 'light' });

      await visitor.follows('Choose Pro');
      await visitor.sees('Create your account');
      await visitor.inspects('register');
      await signsUp(visitor, newEmail());

      await visitor.sees('Pay with card');
      await visitor.inspects('stripe');
      await pays(visitor, CARDS.good);

      await visitor.isAt('/setup/connect');
      await visitor.sees('Connect your AI');
      await visitor.inspects('connect');
      await visitor.portrays('connect');
      await pastesKey(visitor, newKey());

      await visitor.isAt('/setup/provision');
      await visitor.sees(page.getByText('(under way)'));
      await page.reload();
      await visitor.sees(page.getByText('(under way)'));
      await visitor.portrays('provision');
      await page.close();
      const again = await visitor.openAnother();
      await again.page.goto('/');
      await again.page.goto('/dashboard');

      await again.isAt('/setup/channel');
      await again.sees('Connect a channel');
      await again.inspects('channel');
      await again.presses(/Skip for now/);

      await again.isAt('/dashboard');
      await again.sees(again.page.getByText('Awake'));
      await again.inspects('dashboard');
    },
  );

  journey(
    'on a phone, with nothing but a keyboard for the forms',
    shared,
    async (visitor) => {
      const { page } = visitor;
      await page.goto('/register?plan=starter');
      await visitor.sees('Create your account');
      await visitor.types('Your name', 'Kim Example');
      await visitor.types('Email', newEmail());
      await visitor.types('Password', PASSWORD);
      await visitor.tabsTo(page.getByRole('button', { name: 'Create account' }));
      await page.keyboard.press('Enter');

      await visitor.sees('Pay with card');
      await visitor.types('Card number', CARDS.good);
      await visitor.types('Expiry (MM / YY)', '12 / 34');
      await visitor.types('CVC', '123');
      await visitor.types('Name on card', 'Kim Example');
      await page.keyboard.press('Enter');

      await visitor.sees('Connect your AI');
      await visitor.types('Your API key', newKey());
      await page.keyboard.press('Enter');

      await visitor.sees('Setting up your agent…');
      await visitor.inspects('provision');
      await visitor.sees('Connect a channel');
      await visitor.tabsTo(page.getByRole('button', { name: /Skip for now/ }));
      await page.keyboard.press('Enter');
      await visitor.sees(page.getByText('Awake'));
    },
    { width: 390 },
  );
});
