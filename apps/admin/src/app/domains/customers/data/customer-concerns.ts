import type { CustomerBillingDto, CustomerDetailDto } from '@automna/api-client';
import type { Concern } from '../../../ui/concern-list.js';
import { counted } from '../../../ui/format.js';
import { verdictLabel } from '../../../ui/state-labels.js';

/** States in which a machine costs money. */
const RUNNING = ['ready', 'starting', 'awake', 'asleep', 'unreachable'];

type Finding = [applies: boolean, tone: Concern['tone'], text: string];

/** What a colleague should see first about this customer, worst first; empty when all is well. */
export function concernsOfCustomer(
  { subscription, key, machine, user, accountDeletion }: CustomerDetailDto,
  billing: CustomerBillingDto | null = null,
): Concern[] {
  const attention = billing?.attention.length ?? 0;
  const duplicate = billing?.subscriptions.some((known) => known.duplicate) ?? false;
  const verdict = verdictLabel(key.verdict);
  const running = !machine?.suspended && RUNNING.includes(machine?.state ?? 'none');
  const end = accountDeletion?.state;
  const findings: Finding[] = [
    [machine?.state === 'failed', 'bad', 'The machine failed'],
    [key.configured && verdict.tone === 'bad', 'bad', `The key is refused: ${verdict.label.toLowerCase()}`],
    [key.delivery === 'failed', 'bad', 'The key did not reach the machine'],
    [duplicate, 'bad', 'Two subscriptions are live: the customer pays twice'],
    [subscription.service === 'suspended', 'bad', 'The service is suspended: a payment is overdue'],
    [end === 'closed', 'bad', 'The account is closed'],
    [end === 'pending', 'warn', 'The customer has asked to close the account'],
    [key.rolledBack !== null, 'warn', 'The newer key was refused: the one before it is back in use'],
    [subscription.service === 'payment_late', 'warn', 'A payment is late'],
    [subscription.awaitingPayment !== null, 'warn', 'A plan change waits for its payment'],
    [attention > 0, 'warn', `${counted(attention, 'thing')} about billing to look at`],
    [subscription.status === 'incomplete', 'warn', 'The first payment is incomplete'],
    [running && !subscription.live, 'warn', 'The machine runs without a live subscription'],
    [machine?.state === 'unreachable', 'warn', 'The machine does not answer'],
    [key.verdict === 'no_credit', 'warn', 'No credit left at Anthropic'],
    [subscription.live && subscription.cancelAtPeriodEnd, 'warn', 'Leaves at the end of the period'],
    [!user.emailVerified, 'warn', 'E-mail address not verified'],
  ];
  return findings.filter(([applies]) => applies).map(([, tone, text]) => ({ tone, text, link: null }));
}
