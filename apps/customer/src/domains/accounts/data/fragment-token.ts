/** The token of `#token=…`, or an empty string. */
export function fragmentToken(fragment: string | null): string {
  return new URLSearchParams(fragment ?? '').get('token') ?? '';
}
