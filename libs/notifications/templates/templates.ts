import type { MailData, MailTemplate } from '../mail-data.js';
import { ACCOUNT_TEMPLATES } from './account-templates.js';
import { BILLING_TEMPLATES } from './billing-templates.js';
import { layOut, type RenderedMail } from './layout.js';
import { hello, type Templates } from './words.js';

/**
 * Exhaustive: a new letter without a template does not compile. Links go to our own pages; the one exception is the
 * page of the payment provider where a bank wants a payment confirmed.
 */
const TEMPLATES: Templates<MailTemplate> = {
  verify_email: ({ name, token }, publicUrl) => ({
    subject: 'Please verify your e-mail address',
    greeting: hello(name),
    paragraphs: ['Please confirm that this address is yours. The link works once, for 24 hours.'],
    action: { label: 'Verify my address', link: `${publicUrl}/verify-email#token=${token}` },
    note: 'You did not open an account at Automna? Then ignore this mail; nothing happens.',
  }),

  reset_password: ({ name, token }, publicUrl) => ({
    subject: 'Set a new password',
    greeting: hello(name),
    paragraphs: [
      'Somebody asked to set a new password for your Automna account. The link works once, for one hour.',
      'Setting a new password signs you out everywhere.',
    ],
    action: { label: 'Set a new password', link: `${publicUrl}/reset-password#token=${token}` },
    note: 'It was not you? Then ignore this mail; your password stays as it is.',
  }),

  welcome: ({ name }, publicUrl) => ({
    subject: 'Welcome to Automna',
    greeting: hello(name),
    paragraphs: [
      'Your address is verified, and your account is ready.',
      'Next: choose a plan, connect your Anthropic key, and your own agent starts on a machine of its own.',
    ],
    action: { label: 'Continue', link: `${publicUrl}/setup` },
  }),

  plan_active: ({ name, plan }, publicUrl) => ({
    subject: `Your ${plan} plan is active`,
    greeting: hello(name),
    paragraphs: [`Thank you. The ${plan} plan is active.`],
    action: { label: 'Go to my agent', link: `${publicUrl}/dashboard` },
    note: 'Invoices and your payment method are in the billing settings.',
  }),

  agent_ready: ({ name }, publicUrl) => ({
    subject: 'Your AI agent is ready',
    greeting: hello(name),
    paragraphs: ['Your agent is up and running. Say hello to it.'],
    action: { label: 'Open my dashboard', link: `${publicUrl}/dashboard` },
  }),

  ...ACCOUNT_TEMPLATES,

  ...BILLING_TEMPLATES,

  key_problem: ({ masked, message }, publicUrl) => ({
    subject: 'Action needed: Your Anthropic key',
    greeting: 'Hello,',
    paragraphs: [`There is a problem with your Anthropic key ${masked}.`, message],
    action: { label: 'Check my key', link: `${publicUrl}/settings/key` },
    note: 'Your agent cannot answer without a working key.',
  }),

  key_rolled_back: ({ message }, publicUrl) => ({
    subject: 'Your new Anthropic key is refused; your agent uses the one before',
    greeting: 'Hello,',
    paragraphs: [message],
    action: { label: 'Connect another key', link: `${publicUrl}/settings/key` },
    note: 'There is no hurry: your agent keeps answering with the key it had before.',
  }),
};

/** Renders a letter. Pure: the same input gives the same mail. */
export function renderMail<T extends MailTemplate>(
  template: T,
  data: MailData[T],
  publicUrl: string,
): RenderedMail {
  return layOut(TEMPLATES[template](data, publicUrl), publicUrl);
}

export function isMailTemplate(name: string): name is MailTemplate {
  return Object.hasOwn(TEMPLATES, name);
}
