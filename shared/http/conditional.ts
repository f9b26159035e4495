import type { RequestHead } from './message.ts';

/** What a condition is about. */
export interface Validators {
  /** Quoted, as HTTP has it. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** Whether the client has already what it asks for (RFC 9110 §13.1.2, §13.1.3): by the ETag, or where it names none by the time. */
export function isNotModified({ headers }: RequestHead, { etag, modifiedAt }: Validators): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) return known.trim() === '*' || etagsIn(known).some((each) => opaque(each) === opaque(etag));
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since; // nothing is below what is no date
}

/** Whether a part may be answered: the client has parts of this very object, or names none (RFC 9110 §13.1.5). */
export function mayAnswerPart({ headers }: RequestHead, { etag, modifiedAt }: Validators): boolean {
  const given = headers['if-range']?.trim();
  if (given === undefined) return true;
  if (/^(W\/)?"/.test(given)) return given === etag; // a weak one is never good enough
  return given === modifiedAt.toUTCString();
}

function etagsIn(list: string): readonly string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
