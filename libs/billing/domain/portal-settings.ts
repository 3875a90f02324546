import type Stripe from 'stripe';

/** Marks the configuration as ours, whatever it is called in the Dashboard. */
export const PORTAL_TAG = { key: 'automna', value: 'billing-portal' } as const;

type Wanted = Stripe.BillingPortal.ConfigurationCreateParams;

/**
 * Cards, invoices and cancelling at the end of the period. Plans are changed on our own page, which knows what a
 * change costs and which channels it leaves.
 */
export function wantedPortal(publicUrl: string) {
  return {
    name: 'Automna',
    default_return_url: `${publicUrl}/settings/billing`,
    metadata: { [PORTAL_TAG.key]: PORTAL_TAG.value },
    features: {
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      customer_update: { enabled: false },
      subscription_cancel: {
        enabled: true,
        mode: 'at_period_end',
        proration_behavior: 'none',
        cancellation_reason: {
          enabled: true,
          options: [
            'too_expensive',
            'missing_features',
            'switched_service',
            'unused',
            'too_complex',
            'low_quality',
            'customer_service',
            'other',
          ],
        },
      },
      subscription_update: { enabled: false },
    },
  } satisfies Wanted;
}

/** Whether somebody changed what matters of it. */
export function portalDiffers(
  found: Pick<Stripe.BillingPortal.Configuration, 'default_return_url' | 'features'>,
  wanted: ReturnType<typeof wantedPortal>,
): boolean {
  const { features } = found;
  const { subscription_cancel: cancel } = features;
  const asked = new Set<string>(cancel.cancellation_reason.options);
  const reason = wanted.features.subscription_cancel.cancellation_reason;
  return (
    found.default_return_url !== wanted.default_return_url ||
    !features.invoice_history.enabled ||
    !features.payment_method_update.enabled ||
    features.customer_update.enabled ||
    features.subscription_update.enabled ||
    !cancel.enabled ||
    cancel.mode !== 'at_period_end' ||
    cancel.proration_behavior !== 'none' ||
    !cancel.cancellation_reason.enabled ||
    reason.options.some((option) => !asked.has(option))
  );
}
