import { PhotoFailure } from '../../core/failure.ts';

const maxCharacters = 255;

/** A value of a JSON body as a text: 1 to 255 characters, none of them a control character. Refuses with `bad-request`. */
export function readText(field: string, value: unknown): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw invalid(`${field} must be a text`);
  const characters = [...value].length;
  if (characters < 1 || characters > maxCharacters) {
    throw invalid(`${field} must have 1 to ${maxCharacters} characters`);
  }
  if (/\p{Cc}/u.test(value)) throw invalid(`${field} must have no control characters`);
  return value;
}

/** Refuses a body with fields that nobody reads: a misspelt one would be passed over in silence. */
export function refuseUnknownFields(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    throw invalid(`Unknown: ${unknown.slice(0, 5).join(', ').slice(0, 200)}. Known are ${known.join(', ')}`);
  }
}

export function invalid(reason: string): PhotoFailure {
  return new PhotoFailure('bad-request', { reason });
}
