import { MailError } from './errors.js';

/** A mail as posted, checked. */
export interface MailInput {
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  reply_to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  scheduled_at: string | null;
}

const FIELDS = [
  'from', 'to', 'subject', 'bcc', 'cc', 'reply_to', 'html', 'text', 'template', 'headers', 'scheduled_at',
  'attachments', 'tags', 'topic_id',
]; // prettier-ignore
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$|^[^\s@<>]+@localhost$/;

/** Checks the body of POST /emails. */
export function parseMail(body: unknown): MailInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body must be a JSON object.');
  const input = body as Record<string, unknown>;
  for (const field of Object.keys(input)) {
    if (!FIELDS.includes(field)) throw invalid(`The \`${field}\` field is not known.`);
  }
  for (const field of ['from', 'to', 'subject']) {
    if (
      !given(input[field]) ||
      input[field] === '' ||
      (Array.isArray(input[field]) && input[field].length === 0)
    ) {
      throw new MailError(422, 'missing_required_field', `Missing \`${field}\` field.`);
    }
  }
  if (!given(input['html']) && !given(input['text']) && !given(input['template'])) {
    throw new MailError(422, 'missing_required_field', 'Missing `html` or `text` field.');
  }
  const to = addresses(input['to'], 'to');
  if (to.length > 50) throw invalid('The `to` field may hold at most 50 addresses.');
  return {
    from: sender(input['from']),
    to,
    cc: addresses(input['cc'], 'cc'),
    bcc: addresses(input['bcc'], 'bcc'),
    reply_to: addresses(input['reply_to'], 'reply_to'),
    subject: line(input['subject'], 'subject'),
    html: optional(input['html'], 'html'),
    text: optional(input['text'], 'text'),
    headers: headersOf(input['headers']),
    scheduled_at: optional(input['scheduled_at'], 'scheduled_at'),
  };
}

/** The bare address in `Name <a@b.c>`. */
export function bareAddress(value: string): string {
  return (/<([^<>]+)>\s*$/.exec(value)?.[1] ?? value).trim().toLowerCase();
}

const given = (value: unknown) => value !== undefined && value !== null;

function headersOf(value: unknown): Record<string, string> {
  if (!given(value)) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid('The `headers` field must be an object.');
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, text]) => [line(name, 'headers'), line(text, `headers.${name}`)]),
  );
}

function sender(value: unknown): string {
  const from = line(value, 'from');
  if (ADDRESS.test(bareAddress(from))) return from;
  const shape =
    'The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';
  throw new MailError(422, 'invalid_from_address', `Invalid \`from\` field. ${shape}`);
}

function addresses(value: unknown, field: string): string[] {
  const list = value === undefined || value === null ? [] : [value].flat();
  return list.map((item) => {
    const address = line(item, field);
    if (!ADDRESS.test(bareAddress(address))) {
      throw invalid(
        `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` format.`,
      );
    }
    return address;
  });
}

function line(value: unknown, field: string): string {
  if (typeof value !== 'string' || /[\r\n]/.test(value))
    throw invalid(`The \`${field}\` field must be one line of text.`);
  return value;
}

function optional(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw invalid(`The \`${field}\` field must be a string.`);
}

const invalid = (message: string) => new MailError(422, 'validation_error', message);
