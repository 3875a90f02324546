/** One spelling per address: trimmed, composed (NFC), lower case. What is stored and compared. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
