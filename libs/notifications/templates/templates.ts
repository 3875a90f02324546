import type { MailData, MailTemplate } from '../mail-data.js';
import { layOut, type Letter, type RenderedMail } from './layout.js';

type Template<T extends MailTemplate> = (data: MailData[T], publicUrl: string) => Letter;

/** Exhaustive: a new letter without a template does not compile. Links go to our own pages only. */
const TEMPLATES: { [T in MailTemplate]: Template<T> } = {
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
    paragraphs: [`Thank you. Your payment arrived and the ${plan} plan is active.`],
    action: { label: 'Go to my agent', link: `${publicUrl}/dashboard` },
    note: 'Invoices and your payment method are in the billing settings.',
  }),

  agent_ready: ({ name }, publicUrl) => ({
    subject: 'Your AI agent is ready',
    greeting: hello(name),
    paragraphs: ['Your agent is up and running. Say hello to it.'],
    action: { label: 'Open my dashboard', link: `${publicUrl}/dashboard` },
  }),

  payment_failed: ({ name, amountCents, nextAttemptAt }, publicUrl) => ({
    subject: 'Action needed: Payment failed',
    greeting: hello(name),
    paragraphs: [
      `We could not collect ${dollars(amountCents)} for your plan.`,
      nextAttemptAt
        ? `We will try again on ${day(nextAttemptAt)}. Until then everything keeps working. Please check your payment method.`
        : 'There will be no further attempt. Please check your payment method to keep your agent running.',
    ],
    action: { label: 'Check my payment method', link: `${publicUrl}/settings/billing` },
  }),

  key_problem: ({ masked, message }, publicUrl) => ({
    subject: 'Action needed: Your Anthropic key',
    greeting: 'Hello,',
    paragraphs: [`There is a problem with your Anthropic key ${masked}.`, message],
    action: { label: 'Check my key', link: `${publicUrl}/settings/key` },
    note: 'Your agent cannot answer without a working key.',
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

function hello(name: string): string {
  return `Hello ${name},`;
}

function dollars(cents: number): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(cents / 100);
}

function day(iso: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
}
