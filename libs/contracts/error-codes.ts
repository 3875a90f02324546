/**
 * Stable error codes of the API (`errorCode` of a problem). A room maps each of its codes to a status in an
 * exhaustive record, so a code without a status does not compile; screens map codes to help.
 */
export const REQUEST_ERROR_CODES = [
  'invalid_request',
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'route_not_found',
  'method_not_allowed',
  'not_authenticated',
  'not_allowed',
  'too_many_requests',
  'temporarily_unavailable',
  'internal_error',
] as const;
export type RequestErrorCode = (typeof REQUEST_ERROR_CODES)[number];

export const ACCOUNT_ERROR_CODES = [
  'email_taken',
  'invalid_credentials',
  'too_many_attempts',
  'session_expired',
  'session_reused',
  'token_invalid',
  'customer_not_found',
  'weak_password',
] as const;
export type AccountErrorCode = (typeof ACCOUNT_ERROR_CODES)[number];

export const BILLING_ERROR_CODES = [
  'already_subscribed',
  'checkout_not_found',
  'checkout_in_progress',
  'billing_unavailable',
  'webhook_signature_invalid',
  'no_billing_account',
  'unknown_plan',
  'payment_overdue',
  'plan_unchanged',
  'quote_outdated',
  'change_in_progress',
  'plan_change_refused',
  'channels_choice_required',
  'nothing_to_resume',
  'stripe_event_not_found',
  'attention_not_found',
  'reconcile_busy',
] as const;
export type BillingErrorCode = (typeof BILLING_ERROR_CODES)[number];

export const KEY_ERROR_CODES = [
  'key_revoked',
  'key_forbidden',
  'key_on_hold',
  'key_wrong_kind',
  'key_malformed',
  'key_check_limited',
] as const;
export type KeyErrorCode = (typeof KEY_ERROR_CODES)[number];

export const CHANNEL_ERROR_CODES = [
  'channel_token_required',
  'channel_token_invalid',
  'channel_limit_reached',
  'channel_exists',
  'channel_not_found',
  'channel_not_offered',
  'channel_owner_invalid',
  'channel_provider_unavailable',
] as const;
export type ChannelErrorCode = (typeof CHANNEL_ERROR_CODES)[number];

export const MACHINE_ERROR_CODES = [
  'subscription_required',
  'key_required',
  'machine_not_found',
  'machine_busy',
  'machine_stopped',
  'machine_unavailable',
] as const;
export type MachineErrorCode = (typeof MACHINE_ERROR_CODES)[number];

/** What can come between a message in the web chat and its answer. */
export const CHAT_ERROR_CODES = [
  'channel_required',
  'agent_key_refused',
  'agent_cannot_pay',
  'agent_provider_busy',
  'agent_answer_failed',
  'agent_answer_interrupted',
] as const;
export type ChatErrorCode = (typeof CHAT_ERROR_CODES)[number];

export const STAFF_ERROR_CODES = ['clock_not_movable', 'sandbox_unreachable'] as const;
export type StaffErrorCode = (typeof STAFF_ERROR_CODES)[number];

export type ErrorCode =
  | RequestErrorCode
  | AccountErrorCode
  | BillingErrorCode
  | KeyErrorCode
  | ChannelErrorCode
  | MachineErrorCode
  | ChatErrorCode
  | StaffErrorCode;
