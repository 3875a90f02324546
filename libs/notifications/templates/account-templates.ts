import { day, hello, type Templates } from './words.js';

type AccountTemplate = 'account_deletion_requested' | 'account_kept' | 'account_closed';

/** Letters about the end of an account: what happens when, and how to stop it while it can be stopped. */
export const ACCOUNT_TEMPLATES: Templates<AccountTemplate> = {
  account_deletion_requested: ({ name, dueAt, holdDays }, publicUrl) => ({
    subject: `Your account will be closed on ${day(dueAt)}`,
    greeting: hello(name),
    paragraphs: [
      `You asked us to close your Automna account. That happens on ${day(dueAt)}; until then everything works as before, and you can change your mind.`,
      `On that day we end your subscription without a further charge, destroy your Anthropic key and the tokens of your channels, and stop your agent. Its machine, with everything it remembers, is removed for good ${later(holdDays)}.`,
    ],
    action: { label: 'Keep my account', link: `${publicUrl}/settings` },
    note: `It was not you? Keep the account, and set a new password at once: ${publicUrl}/forgot-password`,
  }),

  account_kept: ({ name }, publicUrl) => ({
    subject: 'Your account stays open',
    greeting: hello(name),
    paragraphs: [
      'We are glad you stay. Your account will not be closed, and nothing was ended or deleted in the meantime.',
    ],
    action: { label: 'Go to my agent', link: `${publicUrl}/dashboard` },
    note: `It was not you? Then somebody else knows your password. Set a new one: ${publicUrl}/forgot-password`,
  }),

  account_closed: ({ name, holdDays }, publicUrl) => ({
    subject: 'Your account is closed',
    greeting: hello(name),
    paragraphs: [
      'As you asked, we have closed your Automna account. Your subscription ends with it, and you will not be charged again. Your Anthropic key and the tokens of your channels are destroyed.',
      `Your agent stops; its machine, with everything it remembers, is removed for good ${soon(holdDays)}. Tomorrow your name and address leave the account, too. What remains are your invoices.`,
      'Thank you for having been here. If you ever want to come back, you are welcome with a new account.',
    ],
    action: { label: 'Visit Automna', link: `${publicUrl}/pricing` },
  }),
};

function soon(days: number): string {
  return days < 1 ? 'right away' : `in ${inDays(days)}`;
}

function later(days: number): string {
  return days < 1 ? 'on the same day' : `${inDays(days)} later`;
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
