/** Allowed length of a password. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

const MIN_DISTINCT = 5;

/** Long enough for the length rule, and first in every guesser's list. */
const COMMON = new Set([
  '123456789012',
  '1234567890123',
  'password1234',
  'password12345',
  'passwordpassword',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiop123456',
  'iloveyou1234',
  'administrator',
  'correcthorsebatterystaple',
]);

/** Why a password is a bad one, or `null` when it is fine. */
export function weaknessOf(password: string, person: { email: string; name: string }): string | null {
  const { min, max } = PASSWORD_LENGTH;
  if (password.length < min || password.length > max) return `Use ${min} to ${max} characters.`;
  const text = password.normalize('NFKC').toLowerCase();
  if (new Set(text).size < MIN_DISTINCT) return `Use at least ${MIN_DISTINCT} different characters.`;
  if (COMMON.has(text)) return 'This is one of the most used passwords. Choose another one.';
  if (text === person.email || text === person.name.toLowerCase()) {
    return 'Your password must not be your e-mail address or your name.';
  }
  return null;
}
