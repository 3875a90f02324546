/** Where a page of rows ordered by time and id ended. Opaque to whoever hands it back. */
export function cursorAt(at: Date, id: string): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

/** Null for no cursor and for one that was made up: then the list begins at its beginning. */
export function readCursor(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  return Number.isNaN(Date.parse(at)) || id === '' ? null : { at, id };
}
