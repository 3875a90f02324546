import { day, hello, moneyText, type Templates } from './words.js';

type BillingTemplate =
  | 'payment_failed'
  | 'payment_action_required'
  | 'service_suspended'
  | 'service_restored'
  | 'subscription_ended';

/** Letters about payments: what happened, what still works, and the one thing to do. */
export const BILLING_TEMPLATES: Templates<BillingTemplate> = {
  payment_failed: ({ name, amountCents, currency, reason, nextAttemptAt, suspendsAt }, publicUrl) => ({
    subject: 'Action needed: Payment failed',
    greeting: hello(name),
    paragraphs: [
      `We could not collect ${moneyText(amountCents, currency)} for your plan. ${reason}`,
      nextAttemptAt
        ? `We will try again on ${day(nextAttemptAt)}. Please check your payment method before that.`
        : 'There will be no further attempt by itself. Please check your payment method and pay in the billing settings.',
      ...deadline(suspendsAt),
    ],
    action: { label: 'Check my payment method', link: `${publicUrl}/settings/billing` },
  }),

  payment_action_required: ({ name, amountCents, currency, payUrl, suspendsAt }, publicUrl) => ({
    subject: 'Action needed: Please confirm your payment',
    greeting: hello(name),
    paragraphs: [
      `Your bank wants you to confirm the payment of ${moneyText(amountCents, currency)} for your plan. Nothing was charged yet.`,
      ...deadline(suspendsAt),
    ],
    action: { label: 'Confirm the payment', link: payUrl ?? `${publicUrl}/settings/billing` },
    note: `You can also reach this page from your billing settings: ${publicUrl}/settings/billing`,
  }),

  service_suspended: ({ name, amountCents, currency }, publicUrl) => ({
    subject: 'Your AI agent is paused: a payment is missing',
    greeting: hello(name),
    paragraphs: [
      `The payment of ${moneyText(amountCents, currency)} for your plan has not arrived, so your agent is stopped for now.`,
      'Nothing is deleted. As soon as the invoice is paid, your agent starts again where it stopped.',
    ],
    action: { label: 'Pay and continue', link: `${publicUrl}/settings/billing` },
  }),

  service_restored: ({ name }, publicUrl) => ({
    subject: 'Thank you: your AI agent is back',
    greeting: hello(name),
    paragraphs: ['Your payment arrived. Your agent is starting again, with everything as you left it.'],
    action: { label: 'Go to my agent', link: `${publicUrl}/dashboard` },
  }),

  subscription_ended: ({ name, plan }, publicUrl) => ({
    subject: 'Your subscription has ended',
    greeting: hello(name),
    paragraphs: [
      `Your ${plan ? `${plan} plan` : 'subscription'} has ended and your agent is stopped. You will not be charged again.`,
      'If you want to come back, choose a plan and your agent starts again.',
    ],
    action: { label: 'See the plans', link: `${publicUrl}/pricing` },
  }),
};

function deadline(suspendsAt: string | null): string[] {
  return suspendsAt === null
    ? []
    : [
        `Until ${day(suspendsAt)} everything keeps working. After that your agent is stopped until the payment arrives.`,
      ];
}
