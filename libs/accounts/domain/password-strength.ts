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

/** Why a password of allowed length is still a bad one, or `null` when it is fine. Length is the DTO's business. */
export function weaknessOf(password: string, person: { email: string; name: string }): string | null {
  const text = password.normalize('NFKC').toLowerCase();
  if (new Set(text).size < MIN_DISTINCT) return `Use at least ${MIN_DISTINCT} different characters.`;
  if (COMMON.has(text)) return 'This is one of the most used passwords. Choose another one.';
  if (text === person.email || text === person.name.toLowerCase()) {
    return 'Your password must not be your e-mail address or your name.';
  }
  return null;
}
