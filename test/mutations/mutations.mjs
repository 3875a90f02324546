/**
 * Ways to break the product that somebody would have to notice. A mutation is a list of edits; `find` must occur
 * exactly once in `file`. `specs` are the tests that must fail.
 */
export const MUTATIONS = [
  {
    name: 'signature check removed',
    what: 'a webhook is taken at its word',
    specs: ['libs/billing/services/inbox/webhook-inbox.service.spec.ts'],
    edits: [
      {
        file: 'libs/billing/services/inbox/webhook-inbox.service.ts',
        find: `this.stripe.webhooks.constructEvent(
        rawBody ?? '',
        signature ?? '',
        this.config.stripe.webhookSecret.reveal(),
        TOLERANCE_SECONDS,
        undefined,
        now,
      );`,
        replace: `JSON.parse(String(rawBody ?? '')) as Stripe.Event;`,
      },
    ],
  },
  {
    name: 'ownership check removed',
    what: "anybody sees anybody's checkout",
    specs: ['libs/billing/services/checkout/checkout.service.spec.ts'],
    edits: [
      {
        file: 'libs/billing/services/checkout/checkout-rows.service.ts',
        find: 'return this.rows.findOneBy({ userId, stripeSessionId });',
        replace: 'return this.rows.findOneBy({ stripeSessionId });',
      },
    ],
  },
  {
    name: 'ownership check removed',
    what: "anybody deletes anybody's channel",
    specs: ['libs/openclaw/services/channels.service.spec.ts'],
    edits: [
      {
        file: 'libs/openclaw/services/channels.service.ts',
        find: `'DELETE FROM channels WHERE id = ? AND user_id = ? RETURNING kind, label'`,
        replace: `'DELETE FROM channels WHERE id = ? AND ? IS NOT NULL RETURNING kind, label'`,
      },
    ],
  },
  {
    name: 'saga resume broken',
    what: 'makes without looking',
    specs: ['libs/fly-provisioner/saga/provisioning-faults.spec.ts'],
    edits: [
      {
        file: 'libs/fly-provisioner/saga/provision-step.ts',
        find: `  const existing = await find();
  if (existing !== undefined) return existing;
`,
        replace: '',
      },
    ],
  },
  {
    name: 'saga resume broken',
    what: 'ids are kept in memory only',
    specs: ['libs/fly-provisioner/saga/provisioning-faults.spec.ts'],
    edits: [
      {
        file: 'libs/fly-provisioner/saga/provisioning-saga.ts',
        find: `        await store.save(machine.id, patch);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'AAD not bound',
    what: 'a sealed value opens for any owner',
    specs: ['libs/core/crypto/secret-box.spec.ts'],
    edits: [
      {
        file: 'libs/core/crypto/secret-box.ts',
        find: `    cipher.setAAD(Buffer.from(aad, 'utf8'));
`,
        replace: '',
      },
      {
        file: 'libs/core/crypto/secret-box.ts',
        find: `      decipher.setAAD(Buffer.from(aad, 'utf8'));
`,
        replace: '',
      },
    ],
  },
  {
    name: 'outbox lease ignored',
    what: 'a running job is claimed again',
    specs: ['libs/core/outbox/outbox-leases.spec.ts'],
    edits: [
      {
        file: 'libs/core/outbox/outbox-store.ts',
        find: `(status = 'running' AND lease_until <= ?)`,
        replace: `(status = 'running' AND ? IS NOT NULL)`,
      },
    ],
  },
  {
    name: 'outbox lease ignored',
    what: 'a late worker settles a job it lost',
    specs: ['libs/core/outbox/outbox-leases.spec.ts'],
    edits: [
      {
        file: 'libs/core/outbox/outbox-store.ts',
        find: `finished_at = ?
      WHERE id = ? AND lease_owner = ? RETURNING id`,
        replace: `finished_at = ?
      WHERE id = ? AND ? IS NOT NULL RETURNING id`,
      },
    ],
  },
  {
    name: 'quote not honoured',
    what: 'another amount is charged than the one agreed to',
    specs: ['libs/billing/services/plan-changes/plan-changes.service.spec.ts'],
    edits: [
      {
        file: 'libs/billing/services/plan-changes/plan-changes.service.ts',
        find: `(await this.preview.quote(subject, priceId, prorationDate)).amountDueCents === amountDueCents;`,
        replace: `(await this.preview.quote(subject, priceId, prorationDate)) !== undefined;`,
      },
    ],
  },
  {
    name: 'stale reading written',
    what: 'an older reading of Stripe overwrites a newer one',
    specs: ['libs/billing/services/subscriptions/subscription-sync.service.spec.ts'],
    edits: [
      {
        file: 'libs/billing/services/subscriptions/subscription-writer.service.ts',
        find: `    if ((before?.revision ?? 0) !== reading.revision) return { outcome: 'stale' };
`,
        replace: '',
      },
    ],
  },
  {
    name: 'good key refused',
    what: 'a key is turned away because Anthropic is down',
    specs: ['libs/byok/vendor-answers.spec.ts'],
    edits: [
      {
        file: 'libs/contracts/verdicts.ts',
        find: `  'rate_limited',
  'unverified',
  'unexpected',
] as const satisfies`,
        replace: `  'rate_limited',
  'unexpected',
] as const satisfies`,
      },
    ],
  },
  {
    name: 'delivery believed',
    what: 'a key counts as arrived whatever the machine answers',
    specs: ['libs/fly-provisioner/services/machine-proofs.spec.ts'],
    edits: [
      {
        file: 'libs/fly-provisioner/services/machine-proofs.service.ts',
        find: `if (reported === desired.keyFingerprint) return`,
        replace: `if (desired.keyFingerprint !== undefined) return`,
      },
    ],
  },
  {
    name: 'good key undone',
    what: 'the old key is put back over one that was saved again and works',
    specs: ['libs/byok/services/key-rollback.service.spec.ts'],
    edits: [
      {
        file: 'libs/byok/services/key-rollback.service.ts',
        find: `    if (known.lastCheckedAt.getTime() !== key.lastCheckedAt.getTime()) return false;
`,
        replace: '',
      },
    ],
  },
  {
    name: 'unpaid machine wakes',
    what: 'a knock starts a machine that is held',
    specs: ['libs/fly-provisioner/saga/sandbox.spec.ts'],
    edits: [
      {
        file: 'libs/fly-provisioner/domain/machine-config.ts',
        find: `autostart: !options.held`,
        replace: `autostart: true`,
      },
    ],
  },
  {
    name: 'memory lost',
    what: 'a volume goes without a snapshot of what was written last',
    specs: ['libs/fly-provisioner/domain/deletion-rule.spec.ts'],
    edits: [
      {
        file: 'libs/fly-provisioner/domain/deletion-rule.ts',
        find: `  if (outdated.length > 0) return { do: 'snapshot', volumeIds: outdated };
`,
        replace: '',
      },
    ],
  },
];
