import type { RequestHead } from './message.ts';

/** The validators of an object, with which a conditional request is compared. */
interface Validators {
  /** In quotation marks, as in the header. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** Whether the client has the object already (RFC 9110 §13.1.2, §13.1.3): by the ETag, else by the time. */
export function isNotModified({ headers }: RequestHead, { etag, modifiedAt }: Validators): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) return known.trim() === '*' || etagsIn(known).some((each) => opaque(each) === opaque(etag));
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since; // false if the header is not a date: NaN
}

/** Whether a range may be answered: `If-Range` is absent or names this object (RFC 9110 §13.1.5). */
export function mayAnswerPart({ headers }: RequestHead, { etag, modifiedAt }: Validators): boolean {
  const given = headers['if-range']?.trim();
  if (given === undefined) return true;
  if (/^(W\/)?"/.test(given)) return given === etag; // a weak ETag never matches
  return given === modifiedAt.toUTCString();
}

function etagsIn(list: string): readonly string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
