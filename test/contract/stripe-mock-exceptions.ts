/**
 * What Stripe's own mock does not know yet: it ships an older API version than the one we pin. Each entry names the
 * request, what the mock says and why we send it all the same. A test fails when an entry is not needed any more.
 */
export const STRIPE_MOCK_EXCEPTIONS: readonly { request: string; answer: RegExp; why: string }[] = [];
