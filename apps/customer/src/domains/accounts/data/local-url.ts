/** A path on this site, or null: an address somebody else put into a link is never followed. */
export function localUrl(url: string | undefined | null): string | null {
  return url && /^\/(?![/\\])/.test(url) ? url : null;
}
