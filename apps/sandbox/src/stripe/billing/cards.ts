import type { PaymentError } from '../state/records.js';

/** How a test card behaves. `undefined` outcomes succeed. */
export interface TestCard {
  number: string;
  brand: 'visa' | 'mastercard' | 'amex';
  country: string;
  /** What the card is for, as shown on the payment page. */
  note: string;
  /** Refused already when it is attached to a customer or checked on the payment page. */
  onEntry?: PaymentError;
  /** The first payment, with the customer on the hosted page. */
  onPage?: PaymentError;
  /** Every payment that the customer is not present for: API charges, renewals, retries. */
  offSession?: PaymentError;
  /** 3D Secure: once per card, or for every payment. */
  authentication?: 'once' | 'always';
  /** What the bank does by itself a moment after a successful charge. */
  aftermath?: { reason: string; inquiry?: boolean } | { fraudWarning: string };
  /** A refund is `pending` and succeeds a moment later, or succeeds and fails a moment later. */
  refund?: 'pending' | 'fails';
}

const declined = (declineCode: string, message = 'Your card was declined.'): PaymentError => ({
  code: 'card_declined',
  declineCode,
  message,
});
const entry = (error: PaymentError) => ({ onEntry: error, onPage: error, offSession: error });
const AUTHENTICATION_REQUIRED: PaymentError = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};
const US = { brand: 'visa', country: 'US' } as const;

/** The test cards of Stripe's testing page that this stand-in knows. */
export const TEST_CARDS: readonly TestCard[] = [
  { ...US, number: '4242424242424242', note: 'Payment succeeds' },
  { brand: 'mastercard', country: 'US', number: '5555555555554444', note: 'Mastercard, payment succeeds' },
  { brand: 'amex', country: 'US', number: '378282246310005', note: 'American Express, payment succeeds' },
  { ...US, number: '4000000000000002', note: 'Declined', ...entry(declined('generic_decline')) },
  {
    ...US,
    number: '4000000000009995',
    note: 'Insufficient funds',
    ...entry(declined('insufficient_funds', 'Your card has insufficient funds.')),
  },
  { ...US, number: '4000000000009987', note: 'Lost card', ...entry(declined('lost_card')) },
  { ...US, number: '4000000000009979', note: 'Stolen card', ...entry(declined('stolen_card')) },
  {
    ...US,
    number: '4000000000000069',
    note: 'Expired card',
    ...entry({ code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' }),
  },
  {
    ...US,
    number: '4000000000000127',
    note: 'Wrong security code',
    ...entry({
      code: 'incorrect_cvc',
      declineCode: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
    }),
  },
  {
    ...US,
    number: '4000000000000119',
    note: 'Processing error',
    ...entry({
      code: 'processing_error',
      declineCode: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    }),
  },
  {
    ...US,
    number: '4000000000000341',
    note: 'First payment succeeds, later ones fail',
    offSession: declined('generic_decline'),
  },
  { ...US, number: '4000002500003155', note: 'Asks for authentication once', authentication: 'once' },
  {
    ...US,
    number: '4000002760003184',
    note: 'Asks for authentication every time',
    authentication: 'always',
    offSession: AUTHENTICATION_REQUIRED,
  },
  {
    ...US,
    number: '4000000000003220',
    note: '3D Secure 2, every time',
    authentication: 'always',
    offSession: AUTHENTICATION_REQUIRED,
  },
  {
    ...US,
    number: '4000000000000259',
    note: 'Payment succeeds, then it is disputed as fraudulent',
    aftermath: { reason: 'fraudulent' },
  },
  {
    ...US,
    number: '4000000000002685',
    note: 'Payment succeeds, then it is disputed as not received',
    aftermath: { reason: 'product_not_received' },
  },
  {
    ...US,
    number: '4000000000001976',
    note: 'Payment succeeds, then the bank inquires',
    aftermath: { reason: 'fraudulent', inquiry: true },
  },
  {
    ...US,
    number: '4000000000005423',
    note: 'Payment succeeds, then an early fraud warning',
    aftermath: { fraudWarning: 'made_with_stolen_card' },
  },
  { ...US, number: '4000000000007726', note: 'A refund is pending first', refund: 'pending' },
  { ...US, number: '4000000000005126', note: 'A refund fails a moment later', refund: 'fails' },
];

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]));

/** The ready-made payment methods an API client may name instead of entering a card. */
const TOKENS: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_chargeCustomerFail: '4000000000000341',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_threeDSecure2Required: '4000000000003220',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedLostCard: '4000000000009987',
  pm_card_visa_chargeDeclinedStolenCard: '4000000000009979',
  pm_card_createDispute: '4000000000000259',
  pm_card_createDisputeProductNotReceived: '4000000000002685',
  pm_card_createDisputeInquiry: '4000000000001976',
  pm_card_createIssuerFraudRecord: '4000000000005423',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
};

/** The card with this number, if it is a test card. */
export function testCard(number: string): TestCard | undefined {
  return BY_NUMBER.get(number);
}

/** The card number behind `pm_card_…`, if it is one of them. */
export function cardOfToken(token: string): string | undefined {
  return Object.hasOwn(TOKENS, token) ? TOKENS[token] : undefined;
}

/** `entry`: the card is being typed on the hosted page; `present`: the customer pays with a saved card; `absent`: nobody is there. */
export type Presence = 'entry' | 'present' | 'absent';

/** What happens when a card is charged: nothing, or the error. */
export function chargeOutcome(
  number: string,
  presence: Presence,
  authenticated: boolean,
): PaymentError | undefined {
  const card = testCard(number);
  if (!card) return declined('generic_decline');
  if (presence === 'entry') return card.onPage;
  if (presence === 'present' && card.authentication) return undefined;
  if (card.authentication === 'once' && !authenticated) return AUTHENTICATION_REQUIRED;
  return card.offSession;
}
