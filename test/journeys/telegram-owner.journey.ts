import { describe } from '@jest/globals';
import { aCustomer, newKey, signsIn, telegramToken } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';

const shared = world();

describe('a Telegram bot', () => {
  journey('listens to nobody until its owner says who they are', shared, async (visitor) => {
    const { page } = visitor;
    visitor.watch.expect(422, /\/owner$/);
    const { email } = await aCustomer(shared.stack, { plan: 'starter', key: newKey(), machine: true });
    await signsIn(visitor, email);
    await visitor.presses(/Telegram/);
    await page.getByLabel('Bot token', { exact: true }).fill(telegramToken());
    await visitor.presses('Check and connect');
    await visitor.sees('Hello, Kim');
    const panel = page.locator('am-channels-panel');
    await visitor.sees(panel.getByText('One step is left: it listens to nobody until it knows you.'));
    await visitor.inspects('telegram-owner-unknown');

    await panel.getByRole('button', { name: /^Say who you are for/ }).click();
    await panel.getByLabel('Your Telegram user id').fill('@kim');
    await panel.getByRole('button', { name: 'Save' }).click();
    await visitor.sees(panel.getByText(/a number such as 123456789, not your @name/));
    await visitor.inspects('telegram-owner-wrong');

    await panel.getByLabel('Your Telegram user id').fill('4711471');
    await panel.getByRole('button', { name: 'Save' }).click();
    await visitor.sees(panel.getByText('Listens to 4711471 alone.'));
    await visitor.inspects('telegram-owner-known');
  });
});
