import { badRequest } from '../errors.js';

/** One page of a list; the cursor is the id of the last item seen. Without a limit everything is one page. */
export function pageOf<T extends { id: string }>(
  all: T[],
  limit: number | undefined,
  cursor: string | undefined,
) {
  if (limit === undefined && cursor === undefined) return { page: all, next: undefined };
  const at = cursor === undefined ? 0 : all.findIndex((item) => item.id === cursor) + 1;
  if (cursor !== undefined && at === 0) throw badRequest('cursor is not from this list');
  const page = all.slice(at, at + (limit ?? 1000));
  const last = page.at(-1);
  return { page, next: last && at + page.length < all.length ? last.id : undefined };
}
