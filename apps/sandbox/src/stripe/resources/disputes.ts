import type { z } from 'zod';
import { answerDispute, endDispute } from '../billing/disputes.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { emptyable, flag, hash, metadata, page, params, range, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import {
  EVIDENCE_FILES,
  EVIDENCE_TEXTS,
  serialiseDispute,
  serialiseFraudWarning,
} from '../serialise/dispute.js';
import { mergeMetadata } from '../state/metadata.js';
import type { DisputeEvidence } from '../state/records.js';

const evidenceText = emptyable(text(20_000)).optional();
const evidence = hash({
  ...Object.fromEntries(EVIDENCE_TEXTS.map((name) => [name, evidenceText])),
  ...unmodelled(...EVIDENCE_FILES, 'enhanced_evidence'),
}) as unknown as z.ZodType<DisputeEvidence>;
const updateParams = params({
  evidence: evidence.optional(),
  metadata: metadata().optional(),
  submit: flag().optional(),
  ...unmodelled('intended_submission_method'),
});
const listParams = params({
  ...page,
  charge: text().optional(),
  created: range().optional(),
  payment_intent: text().optional(),
});

export const disputeRoutes = [
  route('GET', '/v1/disputes', listParams, listDisputes),
  route('GET', '/v1/disputes/:id', params({}), ({ world, id }) =>
    serialiseDispute(world.disputes.need(id), world),
  ),
  route('POST', '/v1/disputes/:id', updateParams, update),
  route('POST', '/v1/disputes/:id/close', params({}), ({ world, id }) => {
    const dispute = world.disputes.need(id);
    endDispute(world, dispute, 'lost');
    return serialiseDispute(dispute, world);
  }),
  route('GET', '/v1/radar/early_fraud_warnings', listParams, listWarnings),
  route('GET', '/v1/radar/early_fraud_warnings/:id', params({}), ({ world, id }) =>
    serialiseFraudWarning(world.earlyFraudWarnings.need(id), world),
  ),
];

/** Evidence is handed in unless `submit` is false; without any, only the metadata changes. */
function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const dispute = world.disputes.need(id);
  answerDispute(world, dispute, {
    evidence: input.evidence ?? {},
    metadata: mergeMetadata(dispute.metadata, input.metadata),
    submit: input.submit ?? input.evidence !== undefined,
  });
  return serialiseDispute(dispute, world);
}

function listDisputes({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = newestFirst(world.disputes.all().filter((it) => wanted(it, input)));
  return pageOf(found, input, '/v1/disputes', (it) => serialiseDispute(it, world));
}

function listWarnings({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = newestFirst(world.earlyFraudWarnings.all().filter((it) => wanted(it, input)));
  return pageOf(found, input, '/v1/radar/early_fraud_warnings', (it) => serialiseFraudWarning(it, world));
}

function wanted(
  it: { charge: string; paymentIntent: string; created: number },
  input: z.infer<typeof listParams>,
): boolean {
  return (
    matches(it.charge, input.charge) &&
    matches(it.paymentIntent, input.payment_intent) &&
    inRange(it.created, input.created)
  );
}
